using System.Net;
using RiskMonitor.Api.Settings;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Settings;

/// <summary>A school's rota over HTTP, and whom the cards then name.</summary>
public sealed class DutyTests(RiskMonitorApi api)
{
    [Fact]
    public async Task A_lead_says_who_is_on_duty_and_the_card_names_whom_the_ladder_asks()
    {
        const string School = "duty-school";
        using var lead = await api.As("SafeguardingLead", School);
        using var deputy = await api.As("DeputyLead", School);
        using var client = await api.As("IntegrationClient", School);
        await client.Push([Lines.School(School, "Duty School"), Lines.Calendar(School), Lines.Pupil(School, "duty-1"), Lines.Concern(School, "duty-1", "duty-c1")]);
        await api.Evaluated(School);
        var week = Enumerable.Repeat(new DutyPeople($"SafeguardingLead.of.{School}", $"DeputyLead.of.{School}"), 7).ToList();

        using var changed = await SettingsTests.Put(lead, new DutyCommand(week, [new(new(2026, 11, 14), $"DeputyLead.of.{School}")]), "\"0\"", Path(School));
        var seen = await deputy.Read<SchoolDuty>(Path(School));
        // A card makes its school known to the book; the book then looks, as it does every twenty seconds.
        await lead.Read<BoardSnapshot>($"/api/schools/{School}/board");
        await (await api.Of<DutyBook>()).Look();
        var card = (await lead.Read<BoardSnapshot>($"/api/schools/{School}/board")).Alerts.Single(alert => alert.Rule == "SG-01");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal((1, false, "Duty School", "08:00", "17:00", "09:20"), (seen.Version, seen.CanChange, seen.Name, seen.HoursFrom, seen.HoursTo, seen.MorningCloses));
        Assert.Equal(new DutyPeople($"DeputyLead.of.{School}", $"DeputyLead.of.{School}"), seen.Today);
        Assert.Equal($"DeputyLead.of.{School}", card.Asked);
    }

    [Theory]
    [InlineData("week")]
    [InlineData("exceptions")]
    public async Task An_entry_that_is_null_is_said_to_be(string part)
    {
        const string School = "duty-null";
        using var lead = await api.As("SafeguardingLead", School);
        using var body = new StringContent($$"""{"{{part}}":[null]}""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await lead.Send(HttpMethod.Put, Path(School), body, ("X-RiskMonitor", "1"), ("If-Match", "\"0\""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("an entry is null", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_leads_do_not_undo_each_other_and_the_same_again_is_no_change()
    {
        const string School = "duty-twice";
        using var lead = await api.As("SafeguardingLead", School);
        var (one, other) = (new DutyCommand([new($"SafeguardingLead.of.{School}")], []), new DutyCommand([], [new(new(2026, 11, 16), $"SafeguardingLead.of.{School}")]));

        using var first = await SettingsTests.Put(lead, one, "\"0\"", Path(School));
        using var again = await SettingsTests.Put(lead, one, "\"0\"", Path(School));
        using var behind = await SettingsTests.Put(lead, other, "\"0\"", Path(School));
        using var next = await SettingsTests.Put(lead, other, "\"1\"", Path(School));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (first.StatusCode, again.StatusCode, behind.StatusCode, next.StatusCode));
        Assert.Equal(("\"1\"", "\"2\""), (again.Headers.ETag!.Tag, next.Headers.ETag!.Tag));
    }

    [Theory]
    [InlineData("TrustLead", HttpStatusCode.Forbidden)]
    [InlineData("DeputyLead", HttpStatusCode.Forbidden)]
    [InlineData("Head", HttpStatusCode.Forbidden)]
    [InlineData("AttendanceLead", HttpStatusCode.Forbidden)]
    [InlineData("WallDisplay", HttpStatusCode.Forbidden)]
    [InlineData("ItAdministrator", HttpStatusCode.Forbidden)]
    [InlineData("SafeguardingLead", HttpStatusCode.OK)]
    public async Task Only_the_schools_safeguarding_lead_changes_it(string role, HttpStatusCode expected)
    {
        var school = $"duty-of-{role}";
        using var caller = await api.As(role, school);

        using var answer = await SettingsTests.Put(caller, new DutyCommand([], []), "\"0\"", Path(school));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_may_not_work_the_schools_alerts_cannot_be_named_and_another_school_does_not_exist()
    {
        const string School = "duty-named";
        using var lead = await api.As("SafeguardingLead", School);

        using var stranger = await SettingsTests.Put(lead, new DutyCommand([new("somebody-else")], []), "\"0\"", Path(School));
        using var twice = await SettingsTests.Put(lead, new DutyCommand([], [new(new(2026, 11, 16)), new(new(2026, 11, 16))]), "\"0\"", Path(School));
        using var elsewhere = await lead.Get(Path(RiskMonitorApi.Primary));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (stranger.StatusCode, twice.StatusCode, elsewhere.StatusCode));
    }

    private static string Path(string school) => $"/api/schools/{school}/duty";
}
