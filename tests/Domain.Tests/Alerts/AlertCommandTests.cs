using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Alerts;

/// <summary>What people do with an alert, and what time does when they do nothing. Tuesday 6 October 2026, noon.</summary>
public sealed class AlertCommandTests
{
    private static readonly SchoolId School = new("oakfield");
    private static readonly AlertSubject Pupil = new(School, new StudentId("p001"));
    private static readonly DateTimeOffset Noon = new(2026, 10, 6, 12, 0, 0, TimeSpan.FromHours(1));
    private static readonly DateOnly Tuesday = new(2026, 10, 6);

    private static readonly SchoolCalendar Calendar = SchoolCalendar.From(new Calendar
    {
        School = School,
        From = new(2026, 9, 1),
        To = new(2027, 7, 21),
        Closed = [.. Enumerable.Range(0, 324).Select(new DateOnly(2026, 9, 1).AddDays).Where(date => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)],
    });

    private AlertBoard board = AlertBoard.Empty(School);

    [Fact]
    public void A_snoozed_alert_comes_back_in_the_morning_of_its_day_and_asks_again()
    {
        var key = Raise(Severity.High);
        Do(key, AlertVerb.Snooze, Noon, until: Tuesday.AddDays(2));

        Assert.Equal(Tuesday.AddDays(2), board.Find(key)!.Snooze!.Until);
        Assert.Equal(At(2, 8, 0), board.NextDue(AlertTimes.Default, Calendar));
        Assert.Empty(board.Pass(At(2, 7, 59), AlertTimes.Default, Calendar).Transitions);
        var woken = Assert.Single(Pass(At(2, 8, 0)));

        Assert.Equal((TransitionKind.Woken, AlertState.Firing, Cause.Timer), (woken.Kind, woken.To, woken.Cause));
        Assert.Null(board.Find(key)!.Snooze);
    }

    [Fact]
    public void A_snooze_ends_when_it_gets_worse()
    {
        var key = Raise(Severity.Medium);
        Do(key, AlertVerb.Snooze, Noon, until: Tuesday.AddDays(1));

        Look(Finding(Severity.High));

        Assert.Null(board.Find(key)!.Snooze);
        Assert.Equal(AlertState.Firing, board.Find(key)!.State);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(14, true)] // Tuesday 20 October is the tenth school day after.
    [InlineData(15, false)]
    public void It_can_be_set_aside_for_ten_school_days_at_most(int days, bool isAllowed)
    {
        var key = Raise(Severity.High);

        var outcome = board.Carry(key, new(AlertVerb.Snooze, "lead", "The social worker comes on Thursday.", "c1", Until: Tuesday.AddDays(days)), Noon, Calendar);

        Assert.Equal(isAllowed, outcome is Accepted);
    }

    [Theory]
    [InlineData(AlertVerb.Snooze)]
    [InlineData(AlertVerb.Escalate)]
    [InlineData(AlertVerb.Close)]
    [InlineData(AlertVerb.Note)]
    public void What_others_will_ask_about_needs_a_reason(AlertVerb verb)
    {
        var key = Raise(Severity.High);

        Assert.IsType<NotAllowed>(board.Carry(key, new(verb, "lead", " ", "c1", Until: Tuesday.AddDays(1), Outcome: ClosureOutcome.Acted), Noon, Calendar));
    }

    [Fact]
    public void What_a_person_closed_is_not_raised_again_by_the_same_evidence()
    {
        var key = Raise(Severity.High, "c1");

        var closed = Do(key, AlertVerb.Close, Noon, outcome: ClosureOutcome.NotUseful);
        Look(Finding(Severity.High, "c1"));
        Look(Finding(Severity.Medium, "c1"));

        Assert.Equal((AlertState.Resolved, TransitionKind.Closed, ClosureOutcome.NotUseful), (closed.To, closed.Kind, closed.Outcome));
        Assert.Empty(board.Open);
    }

    [Theory]
    [InlineData("another concern")]
    [InlineData("more severe")]
    [InlineData("a later raise")]
    [InlineData("nothing of it was there")]
    public void What_is_news_is_raised_as_the_next_episode(string news)
    {
        var key = Raise(Severity.Medium, "c1");
        Do(key, AlertVerb.Close, Noon, outcome: ClosureOutcome.Acted);

        Look(news switch
        {
            "another concern" => Finding(Severity.Medium, "c1", "c2"),
            "more severe" => Finding(Severity.High, "c1"),
            "a later raise" => Finding(Severity.Medium, Tuesday.AddDays(1), "c1"),
            _ => Finding(Severity.Medium, Tuesday, sessions: 3),
        });

        Assert.Equal(2, Assert.Single(board.Open).Key.Episode);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void More_of_the_same_sessions_is_news_when_there_is_twice_as_much(int sessions, bool isNews)
    {
        Look(Finding(Severity.Medium, Tuesday, sessions: 2));
        Do(board.Open.Single().Key, AlertVerb.Close, Noon, outcome: ClosureOutcome.Acted);

        Look(Finding(Severity.Medium, Tuesday, sessions: sessions));

        Assert.Equal(isNews, board.OpenCount == 1);
    }

    [Fact]
    public void What_was_closed_is_remembered_by_a_rebuilt_board()
    {
        var told = new List<Transition>();
        var key = Raise(Severity.High, "c1");
        told.AddRange(board.Find(key)!.History);
        told.Add(Do(key, AlertVerb.Close, Noon, outcome: ClosureOutcome.Acted));

        board = AlertBoard.From(School, told);
        Look(Finding(Severity.High, "c1"));

        Assert.Empty(board.Open);
    }

    [Fact]
    public void Who_pressed_the_wrong_key_can_take_it_back_within_a_minute()
    {
        var key = Raise(Severity.High);
        Do(key, AlertVerb.Acknowledge, Noon);

        Assert.IsType<NotAllowed>(board.Carry(key, new(AlertVerb.Undo, "somebody else", null, "u0"), Noon.AddSeconds(5), Calendar));
        Assert.IsType<NotAllowed>(board.Carry(key, new(AlertVerb.Undo, "lead", null, "u1"), Noon.AddSeconds(61), Calendar));
        Do(key, AlertVerb.Undo, Noon.AddSeconds(10));

        Assert.Equal(AlertState.Firing, board.Find(key)!.State);
    }

    [Fact]
    public void A_minute_is_a_minute_of_the_person_also_where_the_schools_clock_runs_faster()
    {
        var key = Raise(Severity.High);
        Do(key, AlertVerb.Acknowledge, Noon);
        var undo = new AlertCommand(AlertVerb.Undo, "lead", null, "u1");

        Assert.IsType<NotAllowed>(board.Carry(key, undo, Noon.AddMinutes(44).AddSeconds(1), Calendar, clockSpeed: 44));
        Assert.IsType<Accepted>(board.Carry(key, undo, Noon.AddMinutes(44), Calendar, clockSpeed: 44));
    }

    [Fact]
    public void A_snooze_taken_back_leaves_it_with_whoever_had_it()
    {
        var key = Raise(Severity.High);
        Do(key, AlertVerb.Acknowledge, Noon);
        Do(key, AlertVerb.Snooze, Noon, until: Tuesday.AddDays(2));

        Do(key, AlertVerb.Undo, Noon.AddSeconds(10));

        Assert.Equal((AlertState.Acknowledged, null, "lead"), (board.Find(key)!.State, board.Find(key)!.Snooze, board.Find(key)!.Acknowledgement!.Actor));
    }

    [Fact]
    public void A_closure_taken_back_goes_on_as_the_next_episode()
    {
        var key = Raise(Severity.High);
        Do(key, AlertVerb.Close, Noon, outcome: ClosureOutcome.NotUseful);

        var undone = Do(key, AlertVerb.Undo, Noon.AddSeconds(10), command: "undo");

        Assert.Equal((2, AlertState.Firing), (undone.Alert.Episode, undone.To));
        Assert.IsType<AcceptedBefore>(board.Carry(key, new(AlertVerb.Undo, "lead", null, "undo"), Noon.AddSeconds(20), Calendar));
    }

    [Fact]
    public void Who_has_not_seen_that_it_became_worse_is_shown_first()
    {
        var key = Raise(Severity.Medium);
        Look(Finding(Severity.High));

        Assert.IsType<Overtaken>(board.Carry(key, new(AlertVerb.Acknowledge, "lead", null, "c1", Seen: 1), Noon, Calendar));
        Assert.IsType<Accepted>(board.Carry(key, new(AlertVerb.Acknowledge, "lead", null, "c1", Seen: 2), Noon, Calendar));
    }

    [Fact]
    public void A_critical_alert_climbs_the_ladder_by_the_clock_and_then_in_school_hours_without_end()
    {
        var friday = Noon.AddDays(3).AddHours(7); // 19:00
        Raise(Severity.Critical, at: friday);

        var asked = new List<DateTimeOffset>();
        while (asked.Count < 6)
        {
            var due = board.NextDue(AlertTimes.Default, Calendar)!.Value;
            Assert.Equal(asked.Count + 1, Assert.Single(Pass(due)).Step);
            asked.Add(due);
        }

        var monday = new DateTimeOffset(2026, 10, 12, 8, 0, 0, TimeSpan.FromHours(1));
        Assert.Equal([friday.AddMinutes(5), friday.AddMinutes(15), friday.AddMinutes(30), monday.AddMinutes(30), monday.AddMinutes(60), monday.AddMinutes(90)], asked);
    }

    [Fact]
    public void A_high_alert_asks_the_deputy_and_the_head_in_school_hours_and_a_medium_one_nobody()
    {
        Raise(Severity.High, at: Noon.AddHours(4).AddMinutes(50));

        var first = board.NextDue(AlertTimes.Default, Calendar)!.Value;
        Pass(first);

        Assert.Equal((At(1, 8, 20), At(1, 9, 50)), (first, board.NextDue(AlertTimes.Default, Calendar)));
        board = AlertBoard.Empty(School);
        Raise(Severity.Medium);
        Assert.Null(board.NextDue(AlertTimes.Default, Calendar));
    }

    [Fact]
    public void What_was_taken_on_and_left_is_asked_about_again_and_a_note_says_somebody_is_at_it()
    {
        var key = Raise(Severity.Critical);
        Do(key, AlertVerb.Acknowledge, Noon);
        Assert.Equal(At(1, 12, 0), board.NextDue(AlertTimes.Default, Calendar));

        Do(key, AlertVerb.Note, Noon.AddHours(2), command: "n");
        Assert.Equal(At(1, 14, 0), board.NextDue(AlertTimes.Default, Calendar));

        Assert.Equal((TransitionKind.Lapsed, AlertState.Firing), Assert.Single(Pass(At(1, 14, 0))) is var lapsed ? (lapsed.Kind, lapsed.To) : default);
    }

    [Fact]
    public void What_was_already_so_at_the_first_import_pages_nobody()
    {
        board = board.Reconcile(Pupil, [Finding(Severity.Critical)], Noon, Cause.Baseline).Board;

        Assert.Null(board.NextDue(AlertTimes.Default, Calendar));
    }

    [Fact]
    public void People_are_told_again_when_the_evidence_has_doubled_and_whoever_watches_of_anything_added()
    {
        var key = Raise(Severity.Medium, "c1", "c2");
        Do(key, AlertVerb.Acknowledge, Noon);
        Look(Finding(Severity.Medium, "c1", "c2", "c3"));
        Assert.Empty(board.TellAgain(Pupil, Noon.AddHours(1), Cause.Observation).Transitions);

        Do(key, AlertVerb.Watch, Noon, command: "w");
        var added = Assert.Single(Again(Noon.AddHours(1)));
        Look(Finding(Severity.Medium, "c1", "c2", "c3", "c4", "c5", "c6"));
        Do(key, AlertVerb.Unwatch, Noon, command: "x");
        var doubled = Assert.Single(Again(Noon.AddHours(2)));

        Assert.Equal((TransitionKind.ToldAgain, AlertState.Firing, 3), (added.Kind, added.To, added.Evidence.Items.Length));
        Assert.Equal(6, doubled.Evidence.Items.Length);
        Assert.Empty(Again(Noon.AddHours(3)));
    }

    private static DateTimeOffset At(int daysLater, int hour, int minute) => new(2026, 10, 6 + daysLater, hour, minute, 0, TimeSpan.FromHours(1));

    private AlertKey Raise(Severity severity, params string[] concerns) => Raise(severity, Noon, concerns);

    private AlertKey Raise(Severity severity, DateTimeOffset at, params string[] concerns)
    {
        board = board.Reconcile(Pupil, [Finding(severity, concerns)], at, Cause.Observation).Board;
        return board.Open.Single().Key;
    }

    private void Look(Finding finding) => board = board.Reconcile(Pupil, [finding], Noon, Cause.Observation).Board;

    private Transition Do(AlertKey key, AlertVerb verb, DateTimeOffset at, DateOnly? until = null, ClosureOutcome? outcome = null, string? command = null)
    {
        var accepted = Assert.IsType<Accepted>(board.Carry(key, new(verb, "lead", "because", command ?? $"{verb}-{at:O}", Until: until, Outcome: outcome), at, Calendar));
        board = accepted.Board;
        return accepted.Transition;
    }

    private ImmutableArray<Transition> Pass(DateTimeOffset at) => Kept(board.Pass(at, AlertTimes.Default, Calendar));

    private ImmutableArray<Transition> Again(DateTimeOffset at) => Kept(board.TellAgain(Pupil, at, Cause.Observation));

    private ImmutableArray<Transition> Kept(BoardChange change)
    {
        board = change.Board;
        return change.Transitions;
    }

    private static Finding Finding(Severity severity, params string[] concerns) => Finding(severity, Tuesday, concerns.Length == 0 ? ["c0"] : concerns);

    private static Finding Finding(Severity severity, DateOnly raisedOn, params string[] concerns) =>
        Of(severity, raisedOn, [.. concerns.Select(id => new EvidenceItem { Date = Tuesday, Id = id })]);

    private static Finding Finding(Severity severity, DateOnly raisedOn, int sessions) =>
        Of(severity, raisedOn, [.. Enumerable.Range(0, sessions).Select(n => new EvidenceItem { Date = Tuesday.AddDays(-n), Session = Session.AM, Code = "O" })]);

    private static Finding Of(Severity severity, DateOnly raisedOn, ImmutableArray<EvidenceItem> items) =>
        new(new("SG-02"), 1, new Fired(new Episode(raisedOn, severity, new Evidence { Count = items.Length, Items = items })), null);
}
