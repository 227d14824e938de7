using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Digests;

/// <summary>What digests hold of any board: two pupils, two rules, what rules say and people do over a few days.</summary>
public sealed class DigestNewsLaws
{
    private static readonly SchoolId School = new("oakfield");
    private static readonly DateOnly Start = new(2026, 10, 1);

    private static readonly Gen<Step> AnyStep = Gen.Select(Gen.Int[1, 2], Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 5], (pupil, one, two, person) => new Step(pupil, one, two, person));

    private static readonly Gen<(List<Step> Steps, int Cut)> AnyStory = Gen.Select(AnyStep.List[0, 25], Gen.Int[0, 30]);

    [Fact]
    public void The_list_of_a_digest_is_the_same_whenever_it_is_opened() => Gen.Select(AnyStory, AnyStep.List[0, 15]).Sample((story, later) =>
    {
        var board = Run(AlertBoard.Empty(School), story.Steps);
        var scope = Daily(Math.Min(story.Cut, board.LastUpdate)) with { UpTo = board.LastUpdate };

        var then = Of(board, scope);
        var opened = Of(Run(board, later), scope);

        Assert.Equal(then, opened);
    });

    [Fact]
    public void What_is_told_is_open_and_changed_since_and_nothing_that_is_open_and_new_is_left_out() => AnyStory.Sample(story =>
    {
        var board = Run(AlertBoard.Empty(School), story.Steps);
        var after = Math.Min(story.Cut, board.LastUpdate);

        var told = Of(board, Daily(after));

        Assert.All(told, item => Assert.True(board.Find(item.Alert) is { IsOpen: true, Snooze: null } alert && alert.Last.Update > after));
        var expected = board.Open.Where(alert => alert.Raised.Update > after && alert.Snooze is null).Select(alert => alert.Key.Text);
        Assert.Equal(expected.Order(StringComparer.Ordinal), told.Where(item => item.Kind is NewsKind.New).Select(item => item.Alert.Text).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Two_digests_one_after_the_other_tell_an_alert_twice_only_when_it_got_worse() => AnyStory.Sample(story =>
    {
        var first = Run(AlertBoard.Empty(School), story.Steps.Take(story.Cut).ToList());
        var second = Run(first, story.Steps.Skip(story.Cut).ToList());

        var (before, after) = (Of(first, Daily(0)), Of(second, Daily(first.LastUpdate)));

        foreach (var item in after.Where(item => before.Exists(each => each.Alert == item.Alert)))
        {
            Assert.Equal(NewsKind.Worse, item.Kind);
            Assert.True(item.Severity > before.Find(each => each.Alert == item.Alert)!.Severity);
        }
    });

    [Fact]
    public void Without_full_clearance_nothing_drawn_from_a_concern_is_in_it() => AnyStory.Sample(story =>
    {
        var board = Run(AlertBoard.Empty(School), story.Steps);

        var (all, some) = (Of(board, Daily(0)), Of(board, Daily(0) with { Clearance = Clearance.Attendance }));

        Assert.Equal(all.Where(item => item.Alert.Rule.Value == "ATT-04"), some);
    });

    [Fact]
    public void Who_sees_one_year_one_case_or_some_categories_is_told_of_those_alone() => AnyStory.Sample(story =>
    {
        var board = Run(AlertBoard.Empty(School), story.Steps);
        DigestScope For(string sight) => Daily(0) with { Sight = sight };

        var all = Of(board, Daily(0));
        var ofYearOne = all.Where(item => item.Alert.Subject.Student!.Value.Value == "p1").ToList();

        Assert.Equal(all, Of(board, For("desk:*:*")));
        Assert.Equal(ofYearOne, Of(board, For("desk:1:*")));
        Assert.Equal(ofYearOne.Where(item => item.Alert.Rule.Value == "ATT-04"), Of(board, For("desk:1:bullying")));
        Assert.Equal(all, Of(board, For("desk:1:*;desk:2:neglect")));
        Assert.Equal(ofYearOne, Of(board, For($"desk:*:*:{MarkOf("p1")}")));
        Assert.Equal(ofYearOne.Where(item => item.Alert.Rule.Value == "ATT-04"), Of(board, For($"desk:1:bullying:{MarkOf("p1")}")));
        Assert.Empty(Of(board, For($"desk:2:*:{MarkOf("p1")}")));
        Assert.Empty(Of(board, For("desk:3:*")));
        Assert.Empty(Of(board, For("")));
    });

    [Fact]
    public void What_is_told_at_once_is_not_told_daily_again_and_together_they_tell_everything() => AnyStory.Sample(story =>
    {
        var board = Run(AlertBoard.Empty(School), story.Steps);
        var after = Math.Min(story.Cut, board.LastUpdate);

        var everything = Of(board, Daily(0));
        var daily = Of(board, Daily(0) with { ToldUpTo = after });

        var left = everything.Where(item => !daily.Contains(item)).ToList();
        Assert.All(left, item => Assert.Equal(Severity.Critical, item.Severity));
        Assert.All(left, item => Assert.True(board.Find(item.Alert)!.Raised.Update <= after));
    });

    [Fact]
    public void What_was_already_true_when_monitoring_began_is_not_news()
    {
        var board = AlertBoard.Empty(School).Reconcile(new AlertSubject(School, new StudentId("p1")), Says("SG-02", 6), At(1), Cause.Baseline).Board;

        Assert.Single(board.Open);
        Assert.Empty(Of(board, Daily(0)));
    }

    [Fact]
    public void Somebody_who_has_taken_it_on_is_not_called_for_it()
    {
        var board = AlertBoard.Empty(School).Reconcile(new AlertSubject(School, new StudentId("p1")), Says("SG-02", 6), At(1), Cause.Observation).Board;
        var key = board.Open.Single().Key;
        var scope = new DigestScope(DigestKind.Immediate, Clearance.Full, 0);

        var called = Of(board, scope);
        var taken = ((Accepted)board.Carry(key, new AlertCommand(AlertVerb.Acknowledge, "lead", null, "c1"), At(1), SchoolCalendar.Empty)).Board;

        Assert.Single(called);
        Assert.Empty(Of(taken, scope));
        Assert.Empty(Of(board, scope with { Least = null }));
        Assert.Empty(Of(board, scope with { Since = At(2) }));
    }

    [Fact]
    public void What_quiet_hours_held_back_is_told_at_their_end_and_what_was_told_in_them_only_if_it_got_worse_since() => AnyStory.Sample(story =>
    {
        var night = Run(AlertBoard.Empty(School), story.Steps.Take(story.Cut).ToList());
        var morning = Run(night, story.Steps.Skip(story.Cut).ToList());
        var scope = new DigestScope(DigestKind.Immediate, Clearance.Full, 0, Least: Severity.High);

        var atNight = Of(night, scope with { Least = Severity.Critical });
        var afterwards = Of(morning, scope with { ToldUpTo = night.LastUpdate, AskedUpTo = night.LastUpdate });

        Assert.All(afterwards.Where(item => atNight.Exists(each => each.Alert == item.Alert)), item => Assert.Equal(NewsKind.Worse, item.Kind));
        var left = Of(morning, scope).Where(item => !afterwards.Exists(each => each.Alert == item.Alert));
        Assert.All(left, item => Assert.Contains(morning.Find(item.Alert)!.History, change => change.Severity is Severity.Critical && change.Update <= night.LastUpdate));
    });

    private static DigestScope Daily(long after) => new(DigestKind.Daily, Clearance.Full, after);

    private static List<DigestItem> Of(AlertBoard board, DigestScope scope) => [.. DigestNews.Of(board.Open.Concat(board.Past), scope, FactsOf)];

    // Pupil 1 is in Year 1 and so on; what is told of them comes from a concern about neglect.
    private static AlertFacts FactsOf(AlertRecord alert) =>
        new(alert.Key.Rule, new PupilFacts(alert.Key.Subject.Student!.Value.Value[^1] - '0', [MarkOf(alert.Key.Subject.Student.Value.Value)]), ["neglect"]);

    private static CaseMark MarkOf(string pupil) => new(new string(pupil[^1], 2 * CaseMark.Bytes));

    private static AlertBoard Run(AlertBoard board, List<Step> steps) => steps.Select((step, day) => (step, day)).Aggregate(board, (now, each) => Apply(now, each.step, At((int)now.LastUpdate + each.day)));

    private static AlertBoard Apply(AlertBoard board, Step step, DateTimeOffset at)
    {
        var after = board.Reconcile(new AlertSubject(School, new StudentId($"p{step.Pupil}")), [.. Says("ATT-04", step.One), .. Says("SG-02", step.Two)], at, Cause.Observation).Board;
        if (step.Person >= 3 || after.Open.FirstOrDefault() is not { } alert) return after;
        var verb = step.Person switch { 0 => AlertVerb.Acknowledge, 1 => AlertVerb.Snooze, _ => AlertVerb.Note };
        var command = new AlertCommand(verb, "lead-1", "a note", $"c-{alert.Key.Text}-{alert.Last.Update}", null, SchoolTime.DateOf(at).AddDays(1));
        return after.Carry(alert.Key, command, at, SchoolCalendar.Empty) is Accepted accepted ? accepted.Board : after;
    }

    private static ImmutableArray<Finding> Says(string rule, int what) => what switch
    {
        0 => [],
        1 => [new Finding(new RuleId(rule), 1, new Quiet("it cleared"), Start.AddDays(60))],
        2 => [new Finding(new RuleId(rule), 1, new CannotTell("not enough marks"))],
        _ => [new Finding(new RuleId(rule), 1, new Fired(new Episode(Start.AddDays(what % 3), (Severity)(what - 2), new Evidence { Count = 1 })), null)],
    };

    private static DateTimeOffset At(int day) => new(Start.AddDays(day % 50), new TimeOnly(12, 0), TimeSpan.Zero);

    private sealed record Step(int Pupil, int One, int Two, int Person);
}
