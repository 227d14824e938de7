using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>Working alerts at the desk: with the keyboard, several at once, and taking back what was a slip.</summary>
public sealed class WorkingTests
{
    private const string Path = $"POST /api/schools/{Cards.School}/alerts/";

    [Theory]
    [InlineData("s", "snooze", "Until the morning of")]
    [InlineData("e", "escalate", "Ask the next person now")]
    [InlineData("n", "note", "Write a note")]
    [InlineData("c", "close", "What came of it")]
    public async Task A_key_opens_the_form_of_its_verb_and_sends_it_with_the_reason(string key, string verb, string says)
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1") with { Seen = 3 });
        desk.Server.On(Path + verb, new AlertReply("done", null), ContractsJson.Default.AlertReply);
        var wall = Wall(desk);
        Press(desk, "j", key);
        wall.WaitForAssertion(() => Assert.Contains(says, wall.Find("form.acknowledge").TextContent, StringComparison.Ordinal));

        wall.Find("input[maxlength]").Change("The nurse asked");
        if (verb == "close") wall.Find("input[value=acted]").Change("acted");
        wall.Find("form.acknowledge").Submit();

        wall.WaitForAssertion(() => Assert.Empty(wall.FindAll("form.acknowledge")));
        var body = Assert.Single(desk.Server.Asked).Body;
        Assert.Contains("The nurse asked", body, StringComparison.Ordinal);
        Assert.Contains("\"seen\":3", body, StringComparison.Ordinal);
        if (verb == "snooze") Assert.Contains("\"until\":\"2026-11-25\"", body, StringComparison.Ordinal);
        if (verb == "close") Assert.Contains("\"outcome\":\"acted\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closure_without_an_outcome_is_not_sent()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        var wall = Wall(desk);
        Press(desk, "j", "c");
        wall.WaitForAssertion(() => wall.Find("form.acknowledge"));

        wall.Find("form.acknowledge").Submit();

        wall.WaitForAssertion(() => Assert.Contains("Say what came of it.", wall.Markup, StringComparison.Ordinal));
        Assert.Empty(desk.Server.Asked);
    }

    [Fact]
    public async Task What_was_done_can_be_taken_back_for_ten_seconds()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        desk.Server.On(Path + "acknowledge", new AlertReply("acknowledged", null), ContractsJson.Default.AlertReply);
        desk.Server.On(Path + "undo", new AlertReply("done", null), ContractsJson.Default.AlertReply);
        var wall = Wall(desk);
        Press(desk, "j", "a");
        wall.WaitForAssertion(() => wall.Find("form.acknowledge"));
        wall.Find("form.acknowledge").Submit();
        wall.WaitForAssertion(() => Assert.Contains("1 alert acknowledged.", wall.Find(".toast").TextContent, StringComparison.Ordinal));

        Press(desk, "u");
        wall.WaitForAssertion(() => Assert.Equal(2, desk.Server.Asked.Count));
        Press(desk, "u");

        wall.WaitForAssertion(() => Assert.Empty(wall.FindAll(".toast")));
        Assert.Equal(2, desk.Server.Asked.Count);
    }

    [Fact]
    public async Task After_ten_seconds_nothing_is_offered_any_more()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        desk.Server.On(Path + "acknowledge", new AlertReply("acknowledged", null), ContractsJson.Default.AlertReply);
        var wall = Wall(desk);
        Press(desk, "j", "a");
        wall.WaitForAssertion(() => wall.Find("form.acknowledge"));
        wall.Find("form.acknowledge").Submit();
        wall.WaitForAssertion(() => wall.Find(".toast"));

        desk.Clock.Advance(TimeSpan.FromSeconds(11));

        wall.WaitForAssertion(() => Assert.Empty(wall.FindAll(".toast")));
    }

    [Fact]
    public async Task Several_cards_are_acknowledged_with_one_reason()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"), Cards.Of("ATT-04", "p2"), Cards.Of("ATT-04", "p3"));
        desk.Server.On(Path + "acknowledge", new AlertReply("acknowledged", null), ContractsJson.Default.AlertReply);
        var wall = Wall(desk);
        Press(desk, "j", "x", "j", "j", "X");
        wall.WaitForAssertion(() => Assert.Contains("3 cards selected", wall.Markup, StringComparison.Ordinal));
        Press(desk, "a");

        wall.WaitForAssertion(() => Assert.True(wall.Find("form.acknowledge input[maxlength]").HasAttribute("required")));
        wall.Find("form.acknowledge input[maxlength]").Change("All at the museum");
        wall.Find("form.acknowledge").Submit();

        wall.WaitForAssertion(() => Assert.Equal(3, desk.Server.Asked.Count));
        Assert.Equal(3, desk.Server.Asked.Select(asked => asked.Body).Distinct().Count());
        Assert.All(desk.Server.Asked, asked => Assert.Contains("All at the museum", asked.Body, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_watches_is_offered_to_stop_and_is_not_asked_to_watch_twice()
    {
        var (watched, other) = (Cards.Of("ATT-04", "p1") with { Watchers = [Desk.Lead.Name] }, Cards.Of("SG-02", "p1"));
        var card = new PupilCard(Cards.School, "p1", [watched, other]);

        Assert.Contains(WorkVerbs.Unwatch, WorkVerbs.Offered([watched], Desk.Lead.Name));
        Assert.Contains(WorkVerbs.Watch, WorkVerbs.Offered(card.Alerts, Desk.Lead.Name));
        Assert.Equal([other], card.For(WorkVerbs.Watch, Desk.Lead.Name));
        Assert.Equal([watched], card.For(WorkVerbs.Unwatch, Desk.Lead.Name));
    }

    [Fact]
    public void What_is_set_aside_waits_below_and_says_until_when()
    {
        var lane = Lane.From(Cards.Live(1, Cards.Of("ATT-04", "p1") with { SnoozedUntil = new(2026, 11, 26), SnoozedBy = "Priya Anand" }), BoardFilter.None);

        Assert.Empty(lane.Waiting);
        Assert.Equal("Set aside by Priya Anand until Thu 26 Nov, or until it gets worse", AlertWords.State(Assert.Single(lane.Acknowledged).First, Cards.Morning));
    }

    [Fact]
    public void Who_is_asked_next_and_when_is_on_the_card()
    {
        var waiting = Cards.Of("SG-01", "p1", "critical") with { Asked = "the people on duty", NextAt = Cards.Morning.AddMinutes(4) };
        var climbed = waiting with { Step = 1, Asked = "the deputy", NextAt = Cards.Morning.AddMinutes(10), Flapping = true };

        Assert.Equal("The deputy is asked in 4 min.", AlertWords.State(waiting, Cards.Morning));
        Assert.Equal("The deputy is asked in less than a minute.", AlertWords.State(waiting, Cards.Morning.AddMinutes(3.5)));
        Assert.Equal("Nobody has taken it on: the deputy is asked. The head is asked in 10 min. It comes and goes: the third time or more in ten school days.", AlertWords.State(climbed, Cards.Morning));
    }

    [Theory]
    [InlineData(25, false)]
    [InlineData(26, true)]
    public void More_of_one_rule_at_once_than_its_budget_is_one_storm_and_each_can_still_be_read(int alerts, bool isStorm)
    {
        var lane = Lane.From(Cards.Live(1, [.. Enumerable.Range(0, alerts).Select(n => Cards.Of("ATT-08", $"p{n}", "critical")), Cards.Of("SG-01", "p900", "critical")]), BoardFilter.None);

        Assert.Equal((isStorm ? 1 : 0, isStorm ? alerts : 0, isStorm ? 1 : alerts + 1), (lane.Storms.Count, lane.Stormy.Count, lane.Waiting.Count));
        Assert.Equal(alerts + 1, lane.Cards.Count());
        Assert.Equal(isStorm ? 2 : alerts + 1, Lane.Merge([lane]).Count);
    }

    [Fact]
    public void A_missing_mark_is_held_back_while_the_register_is_incomplete_and_no_longer()
    {
        var missing = Cards.Of("ATT-08", "p1", "critical") with { HeldBackBy = "SCH-01" };
        var absent = Cards.Of("ATT-08", "p2", "critical");

        var during = Lane.From(Cards.Live(1, missing, absent, Cards.Of("SCH-01", null, "high")), BoardFilter.None);
        var after = Lane.From(Cards.Live(1, missing, absent), BoardFilter.None);

        Assert.Equal("p1", Assert.Single(during.HeldBack).Student);
        Assert.Contains(during.Waiting, card => card.Student == "p2");
        Assert.Equal(2, after.Waiting.Count);
    }

    [Fact]
    public void What_is_in_a_storm_or_held_back_is_never_called_quiet()
    {
        var storm = Cards.Live(1, [.. Enumerable.Range(0, 40).Select(n => Cards.Of("SG-01", $"p{n}", "critical"))]);
        var held = Cards.Live(1, Cards.Of("ATT-08", "p1", "critical") with { HeldBackBy = "SCH-01" }, Cards.Of("SCH-01", null, "high", "acknowledged"));

        Assert.Equal(new LaneLine(LaneTone.Busy, "40 unacknowledged alerts."), LaneWords.Line(storm, Lane.From(storm, BoardFilter.None)));
        Assert.Equal("40 new critical alerts.", new Announcements().Hear([Lane.From(storm, BoardFilter.None)], live: true, Cards.Morning).Assertive);
        Assert.Equal(
            new LaneLine(LaneTone.Doubtful, "No other unacknowledged alerts; held back until the register is complete: 1 pupil without a mark."),
            LaneWords.Line(held, Lane.From(held, BoardFilter.None)));
    }

    private static void Press(Desk desk, params string[] keys)
    {
        foreach (var key in keys) desk.Screen.Press(key, desk.Clock.GetUtcNow());
    }

    private static IRenderedComponent<Triage> Wall(Desk desk) =>
        desk.Render<Triage>(parameters => parameters.Add(triage => triage.Me, Desk.Lead).Add(triage => triage.Filter, BoardFilter.None));
}
