using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Alerts;

/// <summary>What alerts were worth, counted on Tuesday 24 November 2026. The thirteen weeks that end with it began on 26 August.</summary>
public sealed class AlertWorthTests
{
    private static readonly SchoolId School = new("oakfield");
    private static readonly DateOnly Tuesday = new(2026, 11, 24);
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Calendar Days = new() { School = School, From = new(2026, 9, 1), To = new(2027, 7, 21) };

    private AlertBoard board = AlertBoard.Empty(School);
    private int commands;

    [Fact]
    public void A_rules_closures_are_counted_by_outcome_and_what_ended_by_itself_is_only_told()
    {
        Close(Raise("p1", "SG-02"), ClosureOutcome.Acted);
        Close(Raise("p2", "SG-02"), ClosureOutcome.NoFurtherAction);
        Close(Raise("p3", "SG-02"), ClosureOutcome.NotUseful);
        Close(Raise("p4", "SG-02"), ClosureOutcome.WrongData);
        Raise("p5", "SG-02");
        Raise("p6", "ATT-10");
        board = board.Reconcile(new AlertSubject(School, new StudentId("p6")), [new Finding(new("ATT-10"), 1, new Quiet("no longer"), null)], Noon, Cause.Observation).Board;

        Assert.Equal([new RuleWorth(new("ATT-10"), 1, 0, 0, 0, 0), new RuleWorth(new("SG-02"), 5, 1, 1, 1, 1)], Worth().Rules);
    }

    [Fact]
    public void A_closure_that_was_taken_back_is_none_and_its_alert_is_told_once()
    {
        var key = Raise("p1", "SG-02");
        Close(key, ClosureOutcome.NotUseful);
        Do(key, new(AlertVerb.Undo, "lead", null, "undo"), Noon.AddSeconds(20));

        Assert.Equal([new RuleWorth(new("SG-02"), 1, 0, 0, 0, 0)], Worth().Rules);

        Close(board.Open.Single().Key, ClosureOutcome.Acted);

        Assert.Equal([new RuleWorth(new("SG-02"), 1, 1, 0, 0, 0)], Worth().Rules);
    }

    [Theory]
    [InlineData(90, 1)]
    [InlineData(91, 0)]
    public void The_period_is_thirteen_weeks_with_today(int daysAgo, int told)
    {
        Raise("p1", "SG-02", Noon.AddDays(-daysAgo));

        Assert.Equal(told, Worth().Rules.Sum(rule => rule.Told));
        Assert.Equal((Tuesday.AddDays(-90), Tuesday), (Worth().From, Worth().To));
    }

    [Fact]
    public void What_was_already_so_at_the_first_import_was_told_to_nobody_but_its_closure_counts()
    {
        Close(Raise("p1", "SG-02", cause: Cause.Baseline), ClosureOutcome.Acted);

        Assert.Equal([new RuleWorth(new("SG-02"), 0, 1, 0, 0, 0)], Worth().Rules);
        Assert.Equal(0, Worth().Pace.Told);
    }

    [Fact]
    public void What_may_not_be_seen_is_not_counted()
    {
        Raise("p1", "SG-02");
        Raise("p2", "ATT-10");

        var worth = AlertWorth.Of(board, Register(), alert => alert.Key.Rule.Value.StartsWith("ATT", StringComparison.Ordinal), Tuesday);

        Assert.Equal("ATT-10", Assert.Single(worth.Rules).Rule.Value);
        Assert.Equal(1, worth.Pace.Told);
    }

    [Fact]
    public void Alerts_are_shared_by_the_leads_over_the_school_days_that_the_calendar_knows()
    {
        Raise("p1", "SG-02", severity: Severity.High);
        Raise("p2", "SG-02");
        Raise("p3", "SG-02", Noon.AddDays(-88)); // In August, before the calendar begins.

        // 1 September to 24 November: 61 weekdays.
        Assert.Equal(new AlertPace(new(2026, 9, 1), 61, 2, 2, 1), Worth("DSL", "DDSL", "staff", "governor").Pace);
        Assert.Equal((0, (int?)null), AlertWorth.Of(board, SchoolRegister.Empty(School), _ => true, Tuesday).Pace is var pace ? (pace.Leads, pace.SchoolDays) : default);
    }

    [Fact]
    public void A_board_that_has_forgotten_says_from_which_day_on_it_counts()
    {
        var day = Noon.AddDays(-40);
        for (var pupil = 0; pupil < AlertBoard.MaximumPast; pupil++)
            Close(Raise($"p{pupil}", "SG-02", day), ClosureOutcome.Acted, day);
        Raise("last", "SG-02");

        Assert.Equal(Tuesday.AddDays(-39), Worth().From);
        Assert.Equal(1, Worth().Rules.Single().Told);
    }

    private AlertWorth Worth(params string[] groups) => AlertWorth.Of(board, Register(groups), _ => true, Tuesday);

    private static SchoolRegister Register(params string[] groups) =>
        SchoolRegister.Empty(School).Take([Days, .. groups.Select((group, number) => new Training { School = School, Person = $"t{number}", Group = group })]).Register;

    private AlertKey Raise(string pupil, string rule, DateTimeOffset? at = null, Severity severity = Severity.Medium, Cause cause = Cause.Observation)
    {
        var fired = new Fired(new Episode(Tuesday, severity, new Evidence { Items = [new EvidenceItem { Date = Tuesday, Id = "c1" }] }));
        var change = board.Reconcile(new AlertSubject(School, new StudentId(pupil)), [new Finding(new(rule), 1, fired, null)], at ?? Noon, cause);
        board = change.Board;
        return change.Transitions.Single().Alert;
    }

    private void Close(AlertKey key, ClosureOutcome outcome, DateTimeOffset? at = null) =>
        Do(key, new(AlertVerb.Close, "lead", "because", $"close-{commands++}", Outcome: outcome), at ?? Noon);

    private void Do(AlertKey key, AlertCommand command, DateTimeOffset at) =>
        board = Assert.IsType<Accepted>(board.Carry(key, command, at, SchoolCalendar.From(Days))).Board;
}
