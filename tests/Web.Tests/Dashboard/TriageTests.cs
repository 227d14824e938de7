using System.Net;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class TriageTests
{
    private const string Acknowledge = $"POST /api/schools/{Cards.School}/alerts/acknowledge";

    [Fact]
    public async Task A_card_says_who_what_how_many_and_how_long_without_a_name()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1", "high", minutesAgo: 3));

        var card = Wall(desk).Find("article");

        Assert.Contains("AB", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Year 9", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("◆ High", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("11 unauthorised sessions", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("threshold 10", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("3 min", card.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_that_has_not_answered_yet_is_called_by_its_schools_name()
    {
        await using var desk = new Desk();
        desk.Store.Open([Cards.School]);

        Assert.Equal("Larkfield Academy", Wall(desk).Find("h2").TextContent);
    }

    [Fact]
    public async Task A_quiet_board_says_when_it_was_last_evaluated()
    {
        await using var desk = new Desk();
        desk.Shows();

        var wall = Wall(desk);

        Assert.Contains("No unacknowledged alerts.", wall.Markup, StringComparison.Ordinal);
        Assert.Contains("Last evaluated 09:41:07, 9,412 marks today", wall.Markup, StringComparison.Ordinal);
        Assert.Contains("Registers received 23 of 26, last 09:12", wall.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_a_banner_over_the_cards_and_never_no_alerts()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        var wall = Wall(desk);

        desk.Store.ChangeAll(board => board.Lose(desk.Clock.GetUtcNow()));
        desk.Store.Attempting(3);

        wall.WaitForAssertion(() => Assert.Contains("Not live since 09:41, reconnecting (3)", Said(wall), StringComparison.Ordinal));
        Assert.Single(wall.FindAll("article"));
        Assert.DoesNotContain("No unacknowledged", wall.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_board_in_an_outage_does_not_look_quiet()
    {
        await using var desk = new Desk();
        desk.Shows();
        var wall = Wall(desk);

        desk.Store.ChangeAll(board => board.Lose(desk.Clock.GetUtcNow()));

        wall.WaitForAssertion(() => Assert.Contains("Shown as it stood at 09:41", wall.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("No unacknowledged", wall.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_return_the_changes_are_counted_and_marked_until_seen()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        desk.Store.ChangeAll(board => board.Lose(desk.Clock.GetUtcNow()));
        desk.Store.Change(Cards.School, board => board.Hear(Cards.Answer(12, Cards.Of("ATT-04", "p1"), Cards.Of("SG-01", "p2", "critical", update: 12)), desk.Clock.GetUtcNow()));
        var wall = Wall(desk);

        Assert.Contains("1 change while away", Said(wall), StringComparison.Ordinal);
        Assert.Contains("Changed while away", wall.Find("article").TextContent, StringComparison.Ordinal);

        Button(wall, "Seen").Click();

        wall.WaitForAssertion(() => Assert.DoesNotContain("while away", wall.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_first_import_under_way_is_said_plainly()
    {
        await using var desk = new Desk();
        desk.Store.Open([Cards.School]);
        desk.Store.Change(Cards.School, board => board.Hear(new SubscribeAnswer(Cards.Snapshot(0) with { Freshness = Cards.Fresh with { Baseline = true } }, []), Cards.Morning));

        Assert.Contains("The first import is under way", Wall(desk).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_already_true_is_folded_away_with_its_number()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-03", "p1", "high") with { PreExisting = true });
        var wall = Wall(desk);

        Assert.Equal("Already true when monitoring began (1)", wall.Find(".pre-existing summary").TextContent);
        Assert.Empty(wall.FindAll("article"));

        wall.Find(".pre-existing").TriggerEvent("ontoggle", EventArgs.Empty);

        wall.WaitForAssertion(() => Assert.Single(wall.FindAll("article")));
    }

    [Fact]
    public async Task The_card_changes_when_the_board_says_so_and_not_before()
    {
        await using var desk = new Desk();
        var card = Cards.Of("ATT-04", "p1");
        desk.Shows(card);
        desk.Server.On(Acknowledge, new AlertReply("acknowledged", null), ContractsJson.Default.AlertReply);
        var wall = Wall(desk);

        Button(wall, "Acknowledge").Click();
        wall.Find("input.field").Change("Called home");
        wall.Find("form.acknowledge").Submit();

        wall.WaitForAssertion(() => Assert.Contains("Sent, waiting for the board", wall.Find("article").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("Acknowledged by", wall.Markup, StringComparison.Ordinal);
        var asked = Assert.Single(desk.Server.Asked);
        Assert.True(asked.HasHeader);
        Assert.Contains("Called home", asked.Body, StringComparison.Ordinal);

        desk.Tells(Cards.Of("ATT-04", "p1", state: "acknowledged"), 11);

        wall.WaitForAssertion(() => Assert.Contains("Acknowledged by Priya Anand since 09:32", wall.Find("article").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_acknowledgement_says_so_and_a_second_try_is_the_same_command()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        var wall = Wall(desk);
        Button(wall, "Acknowledge").Click();

        wall.Find("form.acknowledge").Submit();
        wall.WaitForAssertion(() => Assert.Contains("Not acknowledged. The server cannot be reached.", wall.Markup, StringComparison.Ordinal));
        desk.Server.On(Acknowledge, HttpStatusCode.Forbidden);
        wall.Find("form.acknowledge").Submit();

        wall.WaitForAssertion(() => Assert.Contains("You may not do this.", wall.Markup, StringComparison.Ordinal));
        Assert.Equal(desk.Server.Asked[0].Body, desk.Server.Asked[1].Body);
    }

    [Fact]
    public async Task A_new_Critical_is_acknowledged_with_three_keys_at_most()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"), Cards.Of("SG-01", "p2", "critical"));
        var wall = Wall(desk);

        desk.Screen.Press("j", desk.Clock.GetUtcNow());
        desk.Screen.Press("a", desk.Clock.GetUtcNow());

        wall.WaitForAssertion(() => Assert.Contains("SG-01", wall.Find("article:has(form)").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wall_display_gets_neither_cases_nor_acknowledgements()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));

        var wall = desk.Render<Triage>(parameters => parameters.Add(triage => triage.Me, Desk.Wall).Add(triage => triage.Filter, BoardFilter.None));

        Assert.Empty(wall.FindAll("article button, article a"));
    }

    [Fact]
    public async Task Ages_tick_with_the_clock()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1", minutesAgo: 3));
        var wall = Wall(desk);

        desk.Store.Change(Cards.School, board => board.Hear(Cards.Beat(10), desk.Clock.GetUtcNow()));
        desk.Clock.Advance(TimeSpan.FromSeconds(61));

        wall.WaitForAssertion(() => Assert.Contains("4 min", wall.Find("article").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wall_in_big_type_counts_what_it_cannot_show()
    {
        await using var desk = new Desk();
        desk.Shows([.. Enumerable.Range(0, 20).Select(number => Cards.Of("ATT-04", $"p{number}"))]);

        var wall = desk.Render<WallMode>(parameters => parameters.Add(mode => mode.Me, Desk.Wall).Add(mode => mode.Filter, BoardFilter.None));

        Assert.Contains("more · page", wall.Find("footer").TextContent, StringComparison.Ordinal);
        Assert.InRange(wall.FindAll("article").Count, 1, WallPages.MostCards);
    }

    [Fact]
    public async Task A_card_of_a_wall_is_titled_as_the_service_says_and_not_by_its_rule()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("SG-12", "p1", "critical") with { Title = "Safeguarding" });

        var wall = desk.Render<WallMode>(parameters => parameters.Add(mode => mode.Me, Desk.Wall).Add(mode => mode.Filter, BoardFilter.None));

        Assert.Equal("Safeguarding", wall.Find(".wall-title").TextContent);
        Assert.DoesNotContain("SG-12 in words", wall.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_banner_is_read_aloud_again_when_it_means_something_else_and_not_with_each_minute()
    {
        await using var desk = new Desk();
        var stale = Cards.Of("TRU-05", null, "high");
        var (soon, later) = (Banner(desk, stale, Cards.Morning), Banner(desk, stale, Cards.Morning.AddMinutes(5)));
        var worse = Banner(desk, stale with { Severity = "critical" }, Cards.Morning);

        Assert.NotEqual(soon.Find(".hint").TextContent, later.Find(".hint").TextContent);
        Assert.Equal(Aloud(soon), Aloud(later));
        Assert.NotEqual(Aloud(soon), Aloud(worse));
        Assert.StartsWith("High: TRU-05 in words", Aloud(soon), StringComparison.Ordinal);
    }

    private static IRenderedComponent<OpsBanner> Banner(Desk desk, AlertCard alert, DateTimeOffset now) =>
        desk.Render<OpsBanner>(parameters => parameters.Add(banner => banner.Alert, alert).Add(banner => banner.Now, now));

    private static string Aloud(IRenderedComponent<OpsBanner> banner) => banner.Find("[role=alert]").TextContent;

    private static IRenderedComponent<Triage> Wall(Desk desk) =>
        desk.Render<Triage>(parameters => parameters.Add(triage => triage.Me, Desk.Lead).Add(triage => triage.Filter, BoardFilter.None));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Triage> wall, string text) =>
        wall.FindAll("button").First(button => button.TextContent.Trim() == text);

    private static string Said(IRenderedComponent<Triage> wall) =>
        string.Join(' ', wall.FindAll("[role=status]").Select(status => status.TextContent));
}
