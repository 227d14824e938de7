using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>A trust has a board of its own: one more lane for those who lead the trust, and nothing at all for everybody else.</summary>
public sealed class TrustBoardTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string Own = "trust.larkfield";
    private const string BoardPath = $"/api/schools/{Own}/board";

    public async ValueTask InitializeAsync()
    {
        await api.Push(
        [
            Lines.School(RiskMonitorApi.Primary, "Brookside Primary"),
            Lines.Calendar(RiskMonitorApi.Primary),
            $$"""{"type":"report","trust":"{{RiskMonitorApi.Trust}}","id":"r1","kind":"board-safeguarding","on":"2026-11-02"}""",
        ]);
        await api.Evaluated(Own);
        await (await api.School(Own)).Tick();
        await Eventually.True(async () => (await (await api.School(Own)).Board()).Alerts.Any(alert => alert.Key.Rule.Value == "TRU-04"), "the trust's board says that no link governor is named");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_trust_lead_sees_the_trusts_own_lane_beside_its_schools()
    {
        using var lead = await api.As("trust-lead");

        var me = await lead.Read<Me>("/api/me");
        var board = await lead.Read<BoardSnapshot>(BoardPath);

        Assert.Contains(me.Schools, school => school is { School: Own, Name: "Larkfield trust" });
        Assert.Superset(RiskMonitorApi.Schools.ToHashSet(), me.Schools.Select(school => school.School).ToHashSet());
        var card = Assert.Single(board.Alerts, card => card.Rule == "TRU-04");
        Assert.Equal((Own, "No link governor is named."), (card.School, card.Sentence));
        Assert.Empty(board.Freshness.Feeds);
        Assert.False(board.Freshness.Baseline);
    }

    [Theory]
    [InlineData("lead-secondary")]
    [InlineData("lead-primary")]
    [InlineData("attendance-lead")]
    [InlineData("wall-display")]
    [InlineData("it-administrator")]
    public async Task To_everybody_else_it_does_not_exist(string persona)
    {
        using var other = await api.As(persona);

        using var board = await other.Get(BoardPath);
        var me = await other.Read<Me>("/api/me");

        Assert.Equal(HttpStatusCode.NotFound, board.StatusCode);
        Assert.DoesNotContain(me.Schools, school => school.School == Own);
    }

    [Fact]
    public async Task A_grant_over_a_school_of_that_name_grants_nothing()
    {
        using var sly = await api.As("SafeguardingLead", Own);

        using var board = await sly.Get(BoardPath);

        Assert.Equal(HttpStatusCode.NotFound, board.StatusCode);
    }
}
