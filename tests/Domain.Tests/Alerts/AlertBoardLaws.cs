using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Alerts;

/// <summary>What holds of a board whatever the rules say and people do: two pupils, two rules, a few days.</summary>
public sealed class AlertBoardLaws
{
    private static readonly SchoolId School = new("oakfield");
    private static readonly DateOnly Start = new(2026, 10, 1);

    private static readonly Gen<Step> AnyStep = Gen.Select(Gen.Int[1, 2], Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 4], Gen.Int[0, 9], (pupil, one, two, day, person) => new Step(pupil, one, two, day, person));

    [Fact]
    public void Numbers_have_no_gaps() => AnyStep.List[0, 30].Sample(steps =>
    {
        var told = Run(steps).Told;

        Assert.Equal(Enumerable.Range(1, told.Count).Select(n => (long)n), told.Select(row => row.Update));
        foreach (var alert in told.GroupBy(row => row.Alert))
            Assert.Equal(Enumerable.Range(1, alert.Count()), alert.Select(row => row.Sequence));
    });

    [Fact]
    public void One_rule_has_at_most_one_episode_open_for_one_pupil() => AnyStep.List[0, 30].Sample(steps =>
    {
        var board = Run(steps).Board;

        Assert.Equal(board.Open.Count, board.Open.DistinctBy(alert => (alert.Key.Subject, alert.Key.Rule)).Count());
        Assert.Equal(board.OpenCount, board.Open.Count(alert => AlertLife.IsOpen(alert.State)));
    });

    [Fact]
    public void Every_change_follows_from_the_one_before() => AnyStep.List[0, 30].Sample(steps =>
    {
        foreach (var alert in Run(steps).Told.GroupBy(row => row.Alert))
            Assert.All(alert.Zip(alert.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    });

    [Fact]
    public void A_board_rebuilt_from_its_stored_rows_is_the_same() => Gen.Select(AnyStep.List[0, 30], Gen.Int[0, 1000]).Sample((steps, seed) =>
    {
        var (board, told) = Run(steps);

        var rebuilt = AlertBoard.From(School, told.OrderBy(row => HashCode.Combine(row.Update, seed)));

        Assert.Equal(TextOf(board), TextOf(rebuilt));
        Assert.Equal(TextOf(Apply(board, new Step(1, 6, 1, 4, 9)).Board), TextOf(Apply(rebuilt, new Step(1, 6, 1, 4, 9)).Board));
    });

    [Fact]
    public void Hearing_everything_twice_tells_it_once() => AnyStep.List[0, 30].Sample(steps =>
    {
        var board = AlertBoard.Empty(School);
        foreach (var step in steps)
        {
            board = Apply(board, step).Board;

            var again = Apply(board, step);

            Assert.Empty(again.Transitions);
            Assert.Equal(TextOf(board), TextOf(again.Board));
        }
    });

    [Fact]
    public void What_is_open_at_the_end_depends_on_what_is_known_then_and_not_on_the_way_there() => Gen.Select(AnyStep.List[0, 20], AnyStep).Sample((steps, last) =>
    {
        var straight = Apply(AlertBoard.Empty(School), last with { Person = 9 }).Board;
        var roundabout = Apply(Run(steps).Board, last with { Person = 9 }).Board;

        Assert.Equal(OpenRules(straight, last.Pupil), OpenRules(roundabout, last.Pupil));
    });

    private static IEnumerable<RuleId> OpenRules(AlertBoard board, int pupil) =>
        board.Of(new StudentId($"p{pupil}")).Where(alert => alert.IsOpen).Select(alert => alert.Key.Rule);

    private static (AlertBoard Board, List<Transition> Told) Run(IEnumerable<Step> steps)
    {
        var (board, told) = (AlertBoard.Empty(School), new List<Transition>());
        foreach (var step in steps)
        {
            var change = Apply(board, step);
            told.AddRange(change.Transitions);
            board = change.Board;
        }

        return (board, told);
    }

    // A person acts in one step of three, always by the same command for the same alert, as a browser that sends again does.
    private static BoardChange Apply(AlertBoard board, Step step)
    {
        var at = new DateTimeOffset(Start.AddDays(step.Day), new TimeOnly(12, 0), TimeSpan.Zero);
        var change = board.Reconcile(new AlertSubject(School, new StudentId($"p{step.Pupil}")), [.. Says("ATT-04", step.One), .. Says("SG-02", step.Two)], at, Cause.Observation);
        if (step.Person >= 3 || change.Board.Open.FirstOrDefault() is not { } alert) return change;
        var verb = step.Person switch { 0 => AlertVerb.Acknowledge, 1 => AlertVerb.Snooze, _ => AlertVerb.Watch };
        var command = new AlertCommand(verb, "lead-1", "a note", $"c-{alert.Key.Text}-{step.Person}", null, SchoolTime.DateOf(at).AddDays(1));
        return change.Board.Carry(alert.Key, command, at, SchoolCalendar.Empty) is Accepted accepted
            ? new BoardChange(accepted.Board, change.Transitions.Add(accepted.Transition))
            : change;
    }

    private static ImmutableArray<Finding> Says(string rule, int what) => what switch
    {
        0 => [],
        1 or 2 => [new Finding(new RuleId(rule), 1, new Quiet("it cleared"), Start.AddDays(what))],
        3 => [new Finding(new RuleId(rule), 1, new CannotTell("not enough marks"))],
        _ => [new Finding(new RuleId(rule), 1, new Fired(new Episode(Start.AddDays(what % 3), (Severity)(what - 2), new Evidence { Count = what })), what == 5 ? Start : null)],
    };

    // What the rules see just now is not stored: the next look brings it back.
    private static string TextOf(AlertBoard board) => JsonSerializer.Serialize(
        new { board.LastUpdate, Open = board.Open.Select(alert => alert with { Current = null }), Past = board.Past });

    private sealed record Step(int Pupil, int One, int Two, int Day, int Person);
}
