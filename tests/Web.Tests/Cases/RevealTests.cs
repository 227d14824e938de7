using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Cases;

/// <summary>A name is masked until somebody asks for it, says why, and is written down.</summary>
public sealed class RevealTests(RiskMonitorApi api) : IAsyncLifetime
{
    private const string Pupil = "to-be-revealed";
    private const string Path = $"/api/schools/{RiskMonitorApi.Secondary}/students/{Pupil}";

    public async ValueTask InitializeAsync() =>
        await api.Push(Lines.Calendar(RiskMonitorApi.Secondary), Lines.Pupil(RiskMonitorApi.Secondary, Pupil, "Barnaby Wrenfield"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_case_shows_initials_and_no_name_and_no_birthday()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Get(Path);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"initials\":\"ZQ\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Wrenfield", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Barnaby", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("2012-03-04", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_comes_with_a_reason_and_the_audit_has_it()
    {
        using var lead = await api.As("lead-secondary");
        var before = await Audited();

        var reply = await lead.Read<RevealReply>($"{Path}/reveal", new RevealCommand("To ring the parents."));

        Assert.Equal(("Barnaby Wrenfield", new DateOnly(2012, 3, 4), 30), (reply.FullName, reply.Born, reply.ShownForSeconds));
        Assert.Equal(before + 1, await Audited());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    public async Task Without_a_reason_there_is_no_name(string? reason)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post($"{Path}/reveal", new { reason });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("Wrenfield", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_of_more_than_200_characters_is_refused()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post($"{Path}/reveal", new RevealCommand(new string('r', 201)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_pupil_nobody_heard_of_is_not_found_and_nothing_is_shown()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post($"/api/schools/{RiskMonitorApi.Secondary}/students/nobody/reveal", new RevealCommand("why not"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<int> Audited()
    {
        using var officer = await api.As("data-protection");
        var search = new AuditSearchCommand(RiskMonitorApi.Secondary, "lead-secondary", "student.reveal", Pupil, null, null, null);
        return (await officer.Read<AuditReport>("/api/audit/search", search)).Lines.Count;
    }
}
