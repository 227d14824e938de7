using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Live;
using RiskMonitor.Dashboard.Students;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class CaseTests
{
    private const string Route = $"/api/schools/{Cards.School}/students/p1";

    private static readonly CaseContext Pupil = new()
    {
        School = Cards.School,
        SchoolName = "Larkfield Academy",
        Student = "p1",
        Initials = "AB",
        YearGroup = 9,
        Statuses = [new CaseStatus("CP", new DateOnly(2026, 5, 11), null, true)],
        Open =
        [
            new CaseAlert
            {
                Card = Cards.Of("ATT-04", "p1"),
                Basis = "National framework for penalty notices",
                RuleVersion = 1,
                Clears = "Fewer than 10 in the window.",
                Items = [new EvidenceRow(new DateOnly(2026, 11, 24), "AM", "N", null, null)],
                History = [new AlertStep(1, "inactive", "firing", "medium", Cards.Morning, new DateOnly(2026, 11, 24), "Observation", null, null)],
            },
        ],
        Days = [new DayMarks(new DateOnly(2026, 11, 24), "N", "unauthorised", null, "none")],
        Attendance = new AttendanceTotals(102, 92, 6, 4),
        Concerns = [new CaseConcern("c1", Cards.Morning.AddDays(-4), null, ["neglect"], 2, "teacher", [])],
        Rules = [new CaseVerdict("ATT-05", "Ten days in a row", "quiet", "The longest run is 1 session."), new CaseVerdict("SG-02", "Concerns adding up", "cannot-tell", "CPOMS was never read.")],
        Freshness = Cards.Fresh,
        Hidden = ["Concerns of category mental health"],
    };

    [Fact]
    public async Task A_case_shows_why_what_would_clear_it_and_what_is_hidden()
    {
        await using var desk = new Desk();
        desk.Server.On("GET " + Route, Pupil, ContractsJson.Default.CaseContext);

        var page = Case(desk);

        page.WaitForAssertion(() => Assert.StartsWith("AB", page.Find("h1").TextContent, StringComparison.Ordinal));
        foreach (var words in new[] { "Child protection plan", "National framework for penalty notices", "Fewer than 10 in the window.", "92 of 102 possible sessions attended", "90.2 %", "Neglect", "Cannot tell", "CPOMS was never read.", "Hidden from you:", "Concerns of category mental health", "Registers received 23 of 26" })
        {
            Assert.Contains(words, page.Markup, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_case_that_is_not_the_viewers_does_not_exist()
    {
        await using var desk = new Desk();
        desk.Server.On("GET " + Route, HttpStatusCode.NotFound);

        var page = Case(desk);

        // Beside it may stand that the board is not connected: there is no hub here.
        page.WaitForAssertion(() => Assert.Contains("There is nothing here that you may see.", page.FindAll("[role=status]").Select(status => status.TextContent)));
    }

    [Fact]
    public async Task The_case_is_asked_for_again_when_the_board_tells_of_its_pupil()
    {
        await using var desk = new Desk();
        await Connected(desk, Cards.Of("ATT-04", "p1"));
        desk.Server.On("GET " + Route, Pupil, ContractsJson.Default.CaseContext);
        var page = Case(desk);
        page.WaitForAssertion(() => Assert.Single(desk.Server.Asked, asked => asked.Route == "GET " + Route));

        desk.Shows(Cards.Of("ATT-04", "p1"), Cards.Of("ATT-05", "p2", "high", update: 11));
        desk.Shows(Cards.Of("ATT-04", "p1", state: "acknowledged", update: 12), Cards.Of("ATT-05", "p2", "high", update: 11));

        page.WaitForAssertion(() => Assert.Equal(2, desk.Server.Asked.Count(asked => asked.Route == "GET " + Route)));
    }

    [Fact]
    public async Task A_case_without_an_alert_goes_from_the_screen_when_access_is_taken_back()
    {
        await using var desk = new Desk();
        await Connected(desk);
        desk.Server.On("GET " + Route, Pupil, ContractsJson.Default.CaseContext);
        var page = Case(desk);
        page.WaitForElement(".hidden-from-you");

        // Nobody says no yet: what was taken back is gone all the same.
        desk.Server.On("GET " + Route, HttpStatusCode.ServiceUnavailable);
        desk.Store.Change(Cards.School, board => board.Revoke());

        page.WaitForAssertion(() => Assert.Equal(2, desk.Server.Asked.Count(asked => asked.Route == "GET " + Route)));
        page.WaitForAssertion(() => Assert.Equal("Case", page.Find("h1").TextContent));
        Assert.DoesNotContain("Child protection plan", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_is_asked_for_again_after_a_reconnect_and_goes_when_it_is_refused()
    {
        await using var desk = new Desk();
        await Connected(desk);
        desk.Server.On("GET " + Route, Pupil, ContractsJson.Default.CaseContext);
        var page = Case(desk);
        page.WaitForElement(".hidden-from-you");

        desk.Server.On("GET " + Route, HttpStatusCode.NotFound);
        desk.Store.ChangeAll(board => board.Lose(desk.Clock.GetUtcNow()));
        page.WaitForAssertion(() => Assert.Contains("Not live since", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Child protection plan", page.Markup, StringComparison.Ordinal);
        desk.Shows();

        page.WaitForAssertion(() => Assert.Contains("There is nothing here that you may see.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Child protection plan", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_shown_only_after_holding_and_goes_by_itself()
    {
        await using var desk = new Desk();
        desk.Server.On($"POST {Route}/reveal", new RevealReply("Amelia Example", new DateOnly(2012, 3, 4), 30), ContractsJson.Default.RevealReply);
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));

        var held = bar.Find("button.hold").PointerDownAsync(new());
        desk.Clock.Advance(IdentityBar.HoldTime);
        await held;

        bar.WaitForAssertion(() => Assert.Contains("Amelia Example", bar.Markup, StringComparison.Ordinal));
        Assert.Contains(IdentityBar.Reasons[0], Assert.Single(desk.Server.Asked).Body, StringComparison.Ordinal);

        desk.Clock.Advance(TimeSpan.FromSeconds(30));

        bar.WaitForAssertion(() => Assert.DoesNotContain("Amelia", bar.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_button_let_go_too_soon_asks_for_nothing()
    {
        await using var desk = new Desk();
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));

        var held = bar.Find("button.hold").PointerDownAsync(new());
        await bar.Find("button.hold").PointerUpAsync(new());
        await bar.Find("button.hold").ClickAsync(new());
        desk.Clock.Advance(IdentityBar.HoldTime);
        await held;

        Assert.Empty(desk.Server.Asked);
    }

    [Fact]
    public async Task A_key_let_go_too_soon_asks_for_nothing_however_often_the_browser_clicks_meanwhile()
    {
        await using var desk = new Desk();
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));

        var held = bar.Find("button.hold").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        await bar.Find("button.hold").ClickAsync(new());
        await bar.Find("button.hold").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", Repeat = true });
        await bar.Find("button.hold").ClickAsync(new());
        await bar.Find("button.hold").KeyUpAsync(new KeyboardEventArgs { Key = "Enter" });
        desk.Clock.Advance(IdentityBar.HoldTime);
        await held;

        Assert.Empty(desk.Server.Asked);
    }

    [Fact]
    public async Task A_click_that_no_press_began_shows_the_name_aloud_and_leaves_the_keyboard_on_what_hides_it()
    {
        await using var desk = new Desk();
        var module = desk.JSInterop.SetupModule("./js/device.js");
        module.Mode = JSRuntimeMode.Loose;
        await desk.Services.GetRequiredService<Device>().Listen();
        desk.Server.On($"POST {Route}/reveal", new RevealReply("Amelia Example", new DateOnly(2012, 3, 4), 30), ContractsJson.Default.RevealReply);
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));

        await bar.Find("button").ClickAsync(new());
        bar.WaitForAssertion(() => Assert.Equal("Amelia Example, born 4 Mar 2012", bar.Find("[role=status]").TextContent.Trim()));
        Assert.Contains(IdentityBar.Reasons[0], Assert.Single(desk.Server.Asked).Body, StringComparison.Ordinal);
        Assert.Equal("Hide the name", bar.Find("button").TextContent);
        Assert.Equal(bar.Find("button").Id, Assert.Single(module.Invocations["focus"]).Arguments[0]);
        await bar.Find("button").ClickAsync(new());

        bar.WaitForAssertion(() => Assert.DoesNotContain("Amelia", bar.Markup, StringComparison.Ordinal));
        Assert.Single(desk.Server.Asked);
    }

    [Fact]
    public async Task The_end_of_the_press_that_showed_the_name_leaves_it_there_and_the_next_press_hides_it()
    {
        await using var desk = new Desk();
        desk.Server.On($"POST {Route}/reveal", new RevealReply("Amelia Example", null, 30), ContractsJson.Default.RevealReply);
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));
        var held = bar.Find("button").PointerDownAsync(new());
        desk.Clock.Advance(IdentityBar.HoldTime);
        await held;
        bar.WaitForAssertion(() => Assert.Contains("Amelia", bar.Markup, StringComparison.Ordinal));

        await bar.Find("button").PointerUpAsync(new());
        await bar.Find("button").ClickAsync(new());
        Assert.Contains("Amelia", bar.Markup, StringComparison.Ordinal);
        await bar.Find("button").PointerDownAsync(new());
        await bar.Find("button").PointerUpAsync(new());
        await bar.Find("button").ClickAsync(new());

        Assert.DoesNotContain("Amelia", bar.Markup, StringComparison.Ordinal);
        Assert.Single(desk.Server.Asked);
    }

    [Fact]
    public async Task Blanking_the_screen_takes_the_name_with_it()
    {
        await using var desk = new Desk();
        desk.Server.On($"POST {Route}/reveal", new RevealReply("Amelia Example", null, 30), ContractsJson.Default.RevealReply);
        var bar = desk.Render<IdentityBar>(parameters => parameters.Add(identity => identity.Case, Pupil));
        var held = bar.Find("button.hold").PointerDownAsync(new());
        desk.Clock.Advance(IdentityBar.HoldTime);
        await held;

        desk.Screen.Blank("Somebody came in.");

        bar.WaitForAssertion(() => Assert.DoesNotContain("Amelia", bar.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_way_to_let_a_colleague_see_it_and_to_see_more_is_shown_to_who_may_go_it()
    {
        await using var desk = new Desk();
        desk.Server.On("GET " + Route, Pupil, ContractsJson.Default.CaseContext);
        MySchool own = new(Cards.School, "Larkfield Academy");

        foreach (var (school, ways) in new (MySchool, string[])[]
        {
            (own, []), (own with { CanManageGrants = true }, [$"colleagues/{Cards.School}/p1"]), (own with { CanBreakGlass = true }, [$"emergency/{Cards.School}"]),
        })
        {
            var page = desk.Render<CaseView>(set => set.Add(view => view.School, Cards.School).Add(view => view.Student, "p1").Add(view => view.Me, Desk.Lead with { Schools = [school] }));
            page.WaitForElement(".hidden-from-you");
            Assert.Equal(ways, page.FindAll("a").Select(link => link.GetAttribute("href")!).Where(way => way.StartsWith("colleagues", StringComparison.Ordinal) || way.StartsWith("emergency", StringComparison.Ordinal)));
        }
    }

    // There is no hub here: that the first try to connect failed is waited for, so that no board is lost in the middle of a test.
    private static async Task Connected(Desk desk, params AlertCard[] cards)
    {
        desk.Services.GetRequiredService<LiveBoards>().Start([Cards.School]);
        await Eventually.True(() => desk.Store.Attempts > 0, "the first try to connect has failed");
        desk.Shows(cards);
    }

    private static IRenderedComponent<CaseView> Case(Desk desk) =>
        desk.Render<CaseView>(parameters => parameters.Add(view => view.School, Cards.School).Add(view => view.Student, "p1").Add(view => view.Me, Desk.Lead));
}
