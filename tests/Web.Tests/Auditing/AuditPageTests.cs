using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Auditing;
using RiskMonitor.Web.Tests.Dashboard;
using Xunit;

namespace RiskMonitor.Web.Tests.Auditing;

/// <summary>What the page of the audit trail says and offers.</summary>
public sealed class AuditPageTests
{
    private static readonly IReadOnlyList<AuditedSchool> Schools = [new(Cards.School, "Larkfield Academy")];
    private static readonly AuditLineText Reveal = new(9, Cards.Morning, "lead-7", "student.reveal", Cards.School, "p001", "To ring the parents.", false);
    private static readonly string Notices = $"/api/schools/{Cards.School}/officer-notices";
    private static readonly AuditCheckReport Never = new("never", default, 0, 0, 0, 0, 0, 0, [], null);

    [Fact]
    public async Task The_page_says_who_did_what_to_whom_and_why_and_asks_with_the_filters()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/audit/check", Never, ContractsJson.Default.AuditCheckReport);
        desk.Server.On($"GET {Notices}", [], ContractsJson.Default.ListOfficerNoticeText);
        desk.Server.On("POST /api/audit/search", new AuditReport([Reveal, Reveal with { Number = 8, IsShredded = true, About = null, Why = null, What = "odd.thing" }], 8), ContractsJson.Default.AuditReport);
        var view = desk.Render<AuditView>(set => set.Add(each => each.Schools, Schools));
        view.WaitForAssertion(() => Assert.Equal(2, view.FindAll("tbody tr").Count));

        Assert.Equal(["lead-7", "revealed a name", Cards.School, "p001", "To ring the parents."], view.FindAll("tbody tr")[0].QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Contains("the school's keys are gone", view.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("odd.thing", view.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        view.FindAll("input.field")[1].Change("p001");
        await view.Find("form").SubmitAsync();
        view.WaitForAssertion(() => Assert.Contains("\"pupil\":\"p001\"", desk.Server.Asked[^1].Body, StringComparison.Ordinal));
        view.FindAll("button").Single(button => button.TextContent == "Older").Click();

        view.WaitForAssertion(() => Assert.Contains("\"before\":8", desk.Server.Asked[^1].Body, StringComparison.Ordinal));
        Assert.DoesNotContain(desk.Server.Asked, asked => asked.Route.Contains("p001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trail_that_cannot_be_read_is_no_empty_trail()
    {
        await using var desk = new Desk();

        var view = desk.Render<AuditView>(set => set.Add(each => each.Schools, Schools));

        view.WaitForAssertion(() => Assert.Equal(3, view.FindAll("[role=alert]").Count));
        Assert.DoesNotContain("Nothing in the trail", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_stands_at_the_top_until_the_officer_says_what_came_of_it()
    {
        await using var desk = new Desk();
        var notice = new OfficerNoticeText(Cards.School, "n1", Cards.Morning, "mass-viewing", "deputy-3", "40 pupils looked at within 10 minutes", null, null, null);
        desk.Server.On($"GET {Notices}", [notice, notice with { Id = "n0", SettledAt = Cards.Morning, What = "long ago" }], ContractsJson.Default.ListOfficerNoticeText);
        var panel = desk.Render<OfficerPanel>(set => set.Add(each => each.Schools, Schools));
        panel.WaitForAssertion(() => Assert.Contains("deputy-3", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        Assert.DoesNotContain("long ago", panel.Markup, StringComparison.Ordinal);
        desk.Server.On($"POST {Notices}/settle", "", ContractsJson.Default.String);
        desk.Server.On($"GET {Notices}", [notice with { SettledAt = Cards.Morning }], ContractsJson.Default.ListOfficerNoticeText);
        panel.Find("input").Input("A handover.");
        await panel.Find("form").SubmitAsync();

        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("[role=alert]")));
        Assert.Contains(desk.Server.Asked, asked => asked.Body.Contains("\"finding\":\"A handover.\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_shows_how_far_it_is_and_what_it_found()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/audit/check", Never, ContractsJson.Default.AuditCheckReport);
        desk.Server.On("POST /api/audit/check", Never with { State = "running", Checked = 1000, Of = 4000 }, ContractsJson.Default.AuditCheckReport);
        var panel = desk.Render<AuditCheckPanel>();
        panel.WaitForAssertion(() => Assert.Contains("Nobody has had it checked", panel.Markup, StringComparison.Ordinal));

        panel.Find("button").Click();
        panel.WaitForAssertion(() => Assert.Contains("1,000 of 4,000 rows", panel.Markup, StringComparison.Ordinal));
        desk.Server.On(
            "GET /api/audit/check", Never with { State = "tampered", Checked = 4000, Of = 4000, Chains = 2, Checkpoints = 5, FaultCount = 1, Faults = ["Rows 4 to 4 are gone: they were deleted."], StartedAt = Cards.Morning },
            ContractsJson.Default.AuditCheckReport);
        desk.Clock.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => Assert.Contains("Rows 4 to 4 are gone", panel.Find("li").TextContent, StringComparison.Ordinal));
        Assert.Contains("It is not whole.", panel.Markup, StringComparison.Ordinal);
    }
}
