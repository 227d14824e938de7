using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Tests.Alerts;

public sealed class AlertBoardTests
{
    private static readonly SchoolId School = new("oakfield");
    private static readonly AlertSubject Pupil = new(School, new StudentId("p001"));
    private static readonly DateTimeOffset Noon = new(2026, 10, 6, 12, 0, 0, TimeSpan.FromHours(1));
    private static readonly DateOnly Tuesday = new(2026, 10, 6);

    [Fact]
    public void What_comes_to_hold_is_told_as_the_first_episode()
    {
        var change = Look(AlertBoard.Empty(School), Open("ATT-04", Severity.Medium));

        var told = Assert.Single(change.Transitions);
        Assert.Equal((1, 1, 1L), (told.Alert.Episode, told.Sequence, told.Update));
        Assert.Equal((AlertState.Inactive, AlertState.Firing, Tuesday, Noon), (told.From, told.To, told.Effective, told.At));
        Assert.Equal(told.Alert, Assert.Single(change.Board.Open).Key);
    }

    [Fact]
    public void Looking_again_tells_nothing_and_new_evidence_attaches()
    {
        var board = Look(AlertBoard.Empty(School), Open("ATT-04", Severity.Medium, count: 10)).Board;

        var again = Look(board, Open("ATT-04", Severity.Medium, count: 12));

        Assert.Empty(again.Transitions);
        Assert.Equal(12, again.Board.Open.Single().Evidence.Count);
        Assert.Equal(10, again.Board.Open.Single().Last.Evidence.Count);
    }

    [Fact]
    public void Worse_is_told_and_better_is_not()
    {
        var board = Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium)).Board;

        var worse = Look(board, Open("SG-02", Severity.High));
        var better = Look(worse.Board, Open("SG-02", Severity.Medium));

        Assert.Equal((AlertState.Firing, AlertState.Firing, Severity.High, 2), Row(Assert.Single(worse.Transitions)));
        Assert.Empty(better.Transitions);
        Assert.Equal(Severity.High, better.Board.Open.Single().Severity);
    }

    [Fact]
    public void An_acknowledged_alert_that_becomes_worse_is_told_again()
    {
        var board = Acknowledged(Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium)).Board, "c1");

        var worse = Look(board, Open("SG-02", Severity.High));

        Assert.Equal((AlertState.Acknowledged, AlertState.Firing, Severity.High, 3), Row(Assert.Single(worse.Transitions)));
        Assert.Null(worse.Board.Open.Single().Acknowledgement);
    }

    [Fact]
    public void An_alert_already_acknowledged_is_not_raised_again_by_the_same_evidence()
    {
        var board = Acknowledged(Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium)).Board, "c1");

        Assert.Empty(Look(board, Open("SG-02", Severity.Medium)).Transitions);
    }

    [Fact]
    public void What_cleared_is_resolved_on_the_day_it_cleared_with_the_severity_last_told()
    {
        var board = Look(AlertBoard.Empty(School), Open("ATT-05", Severity.High)).Board;

        var cleared = Look(board, Cleared("ATT-05", Tuesday.AddDays(1)), at: Noon.AddDays(3));

        var told = Assert.Single(cleared.Transitions);
        Assert.Equal((AlertState.Firing, AlertState.Resolved, Severity.High, 2), Row(told));
        Assert.Equal(Tuesday.AddDays(1), told.Effective);
        Assert.Empty(cleared.Board.Open);
    }

    [Theory]
    [InlineData(-1, AlertState.Retracted)]
    [InlineData(0, AlertState.Resolved)]
    public void An_episode_that_ended_before_the_one_told_began_does_not_resolve_it(int days, AlertState expected)
    {
        var board = Look(AlertBoard.Empty(School), Open("ATT-04", Severity.Medium)).Board;

        Assert.Equal(expected, Assert.Single(Look(board, Cleared("ATT-04", Tuesday.AddDays(days))).Transitions).To);
    }

    [Fact]
    public void What_was_never_true_is_retracted_on_the_day_we_know_it()
    {
        var board = Acknowledged(Look(AlertBoard.Empty(School), Open("ATT-04", Severity.Medium)).Board, "c1");

        var silent = Assert.Single(board.Reconcile(Pupil, [], Noon.AddDays(2), Cause.Observation).Transitions);

        Assert.Equal((AlertState.Acknowledged, AlertState.Retracted, Severity.Medium, 3), Row(silent));
        Assert.Equal(Tuesday.AddDays(2), silent.Effective);
    }

    [Fact]
    public void What_comes_to_hold_again_is_the_next_episode()
    {
        var board = Look(AlertBoard.Empty(School), Open("ATT-04", Severity.Medium)).Board;
        board = board.Reconcile(Pupil, [], Noon, Cause.Observation).Board;

        var again = Assert.Single(Look(board, Open("ATT-04", Severity.Medium)).Transitions);

        Assert.Equal((2, 1, 3L), (again.Alert.Episode, again.Sequence, again.Update));
        Assert.Equal(2, board.Of(new StudentId("p001")).Length + 1);
    }

    [Fact]
    public void An_episode_over_before_it_was_known_is_not_told() =>
        Assert.Empty(Look(AlertBoard.Empty(School), Cleared("ATT-04", Tuesday)).Transitions);

    [Fact]
    public void Two_facets_of_a_school_are_two_alerts()
    {
        var school = new AlertSubject(School);
        var change = AlertBoard.Empty(School).Reconcile(school, [Open("SCH-03", Severity.Medium) with { Facet = "online" }, Open("SCH-03", Severity.Medium) with { Facet = "bullying" }], Noon, Cause.Timer);

        Assert.Equal(["bullying", "online"], change.Transitions.Select(told => told.Alert.Subject.Facet));
        Assert.Equal(2, change.Board.Of(school).Length);
    }

    [Fact]
    public void The_same_command_twice_is_one_transition()
    {
        var board = Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium)).Board;
        var key = board.Open.Single().Key;

        var first = Assert.IsType<Accepted>(board.Acknowledge(key, "lead-1", "seen it", "c1", Noon));
        var second = Assert.IsType<AcceptedBefore>(first.Board.Acknowledge(key, "lead-1", "seen it", "c1", Noon.AddHours(1)));
        var other = Assert.IsType<AlreadyAcknowledgedBy>(first.Board.Acknowledge(key, "lead-2", null, "c2", Noon.AddHours(1)));

        Assert.Same(first.Transition, second.Transition);
        Assert.Equal(("lead-1", Noon), (other.Actor, other.At));
        Assert.Equal("seen it", first.Board.Find(key)!.Acknowledgement!.Note);
    }

    [Fact]
    public void What_is_not_there_or_over_cannot_be_acknowledged()
    {
        var board = Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium)).Board;
        var key = board.Open.Single().Key;
        board = board.Reconcile(Pupil, [], Noon, Cause.Observation).Board;

        Assert.IsType<NotFound>(board.Acknowledge(key with { Episode = 2 }, "lead-1", null, "c1", Noon));
        Assert.Equal(AlertState.Retracted, Assert.IsType<NoLongerOpen>(board.Acknowledge(key, "lead-1", null, "c1", Noon)).State);
    }

    [Fact]
    public void A_row_stored_twice_or_missing_is_refused()
    {
        var first = Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium));
        var second = Look(first.Board, Open("SG-02", Severity.High));
        var (one, two) = (first.Transitions.Single(), second.Transitions.Single());

        Assert.Throws<InvalidDataException>(() => AlertBoard.From(School, [one, two, two with { Update = 3 }]));
        Assert.Throws<InvalidDataException>(() => AlertBoard.From(School, [two]));
        Assert.Throws<InvalidDataException>(() => AlertBoard.From(School, [one, two with { Update = 1 }]));
        Assert.Throws<InvalidDataException>(() => AlertBoard.From(School, [one, one with { Alert = one.Alert with { Episode = 2 }, Update = 2 }]));
    }

    [Fact]
    public void Two_findings_of_one_rule_for_one_subject_are_a_mistake_of_ours() =>
        Assert.Throws<ArgumentException>(() => Look(AlertBoard.Empty(School), Open("SG-02", Severity.Medium), Open("SG-02", Severity.High)));

    [Fact]
    public void Another_schools_pupil_is_not_on_this_board() =>
        Assert.Throws<ArgumentException>(() => AlertBoard.Empty(new SchoolId("elm")).Reconcile(Pupil, [Open("SG-02", Severity.Medium)], Noon, Cause.Observation));

    [Fact]
    public void The_first_alerts_to_end_leave_a_full_board_and_their_numbers_are_not_given_again()
    {
        var board = AlertBoard.Empty(School);
        for (var times = 0; times <= AlertBoard.MaximumPast; times++)
        {
            board = Look(board, Open("SG-02", Severity.Medium)).Board;
            board = board.Reconcile(Pupil, [], Noon, Cause.Observation).Board;
        }

        Assert.Equal(AlertBoard.MaximumPast, board.Past.Count);
        Assert.Equal(2, board.Past.First().Key.Episode);
        Assert.Equal(AlertBoard.MaximumPast + 2, Look(board, Open("SG-02", Severity.Medium)).Transitions.Single().Alert.Episode);
    }

    private static (AlertState, AlertState, Severity, int) Row(Transition told) => (told.From, told.To, told.Severity, told.Sequence);

    private static BoardChange Look(AlertBoard board, params ImmutableArray<Finding> findings) => board.Reconcile(Pupil, findings, Noon, Cause.Observation);

    private static BoardChange Look(AlertBoard board, Finding finding, DateTimeOffset at) => board.Reconcile(Pupil, [finding], at, Cause.Observation);

    private static AlertBoard Acknowledged(AlertBoard board, string command) =>
        Assert.IsType<Accepted>(board.Acknowledge(board.Open.Single().Key, "lead-1", null, command, Noon)).Board;

    private static Finding Open(string rule, Severity severity, int count = 10) =>
        new(new RuleId(rule), 1, new Fired(new Episode(Tuesday, severity, new Evidence { Count = count })));

    private static Finding Cleared(string rule, DateOnly on) => new(new RuleId(rule), 1, new Quiet("it cleared"), on);
}
