using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.BackTesting;

public sealed class BackTestTests
{
    private static readonly DateTimeOffset End = SchoolTime.At(new(2026, 12, 10), new(16, 0));
    private static readonly DateOnly From = new(2026, 9, 1);

    [Fact]
    public void A_lower_warning_adds_the_pupil_who_had_just_missed_it()
    {
        var outcome = Run(Six, ("ATT-04w:Sessions", "6"));

        var change = Assert.Single(outcome.Changes);
        Assert.Equal((new RuleId("ATT-04w"), AnyStory.Student, new DateOnly(2026, 9, 9), true), (change.Rule, change.Student!.Value, change.RaisedOn, change.IsAdded));
    }

    [Fact]
    public void A_higher_warning_takes_the_alert_away()
    {
        var outcome = Run([.. Six, MarkOf(new(2026, 9, 10), Session.AM)], ("ATT-04w:Sessions", "8"));

        var change = Assert.Single(outcome.Changes);
        Assert.Equal((new DateOnly(2026, 9, 10), false), (change.RaisedOn, change.IsAdded));
    }

    [Fact]
    public void What_both_rule_books_see_is_kept_and_counted()
    {
        var outcome = Run([.. Six, MarkOf(new(2026, 9, 10), Session.AM)], ("ATT-04w:Sessions", "7"));

        Assert.Empty(outcome.Changes);
        Assert.Equal(1, outcome.Kept[new("ATT-04w")]);
    }

    [Fact]
    public void Alerts_of_before_the_stretch_are_not_compared() =>
        Assert.Empty(RunFrom(new(2026, 9, 10), Six, ("ATT-04w:Sessions", "6")).Changes);

    [Fact]
    public void It_can_be_cancelled_and_tells_how_far_it_is()
    {
        using var stopping = new CancellationTokenSource();
        var told = 0;
        BackTest.Run(HistoryOf(Six), RuleBook.Default, RuleBook.Default, From, End, () => Interlocked.Increment(ref told), stopping.Token);
        stopping.Cancel();

        Assert.Equal(1, told);
        Assert.Throws<OperationCanceledException>(() => BackTest.Run(HistoryOf(Six), RuleBook.Default, RuleBook.Default, From, End, cancellation: stopping.Token));
    }

    [Fact]
    public void The_same_rule_book_changes_nothing_whatever_happened() => AnyStory.Any.Sample(story =>
        BackTest.Run(HistoryOf(story), RuleBook.Default, new RuleBook(RuleSettings.Default with { }), new(2026, 6, 1), End).Changes.IsEmpty);

    [Fact]
    public void There_and_back_are_the_same_changes_the_other_way_round() => Gen.Select(AnyStory.Any, Gen.Int[2, 9]).Sample((story, sessions) =>
    {
        var changed = new RuleBook(RuleSettings.Default with { PenaltyWarningSessions = sessions, AccumulationConcerns = 2 });
        var there = BackTest.Run(HistoryOf(story), RuleBook.Default, changed, new(2026, 6, 1), End).Changes;
        var back = BackTest.Run(HistoryOf(story), changed, RuleBook.Default, new(2026, 6, 1), End).Changes;

        return there.Select(each => each with { IsAdded = !each.IsAdded }).ToHashSet().SetEquals(back);
    });

    [Fact]
    public void A_threshold_that_is_unknown_out_of_range_or_set_by_law_is_refused_by_its_key()
    {
        var (settings, troubles) = RuleThresholds.Apply(RuleSettings.Default, new Dictionary<string, string> { ["ATT-99:Sessions"] = "1", ["ATT-04w:Sessions"] = "0", ["ATT-04:Sessions"] = "12", ["SG-02:Days"] = "four" });

        Assert.Null(settings);
        Assert.Equal(["ATT-04:Sessions", "ATT-04w:Sessions", "ATT-99:Sessions", "SG-02:Days"], troubles.Keys);
        Assert.Contains("set by law", troubles["ATT-04:Sessions"], StringComparison.Ordinal);
        Assert.Contains("between 1 and 190 sessions", troubles["ATT-04w:Sessions"], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_threshold_says_its_unit_and_its_default_is_within_its_range() => Assert.All(RuleThresholds.All, each =>
    {
        Assert.NotEmpty(each.Unit);
        Assert.Contains(RuleBook.Default.Rules, rule => rule.Id == each.Rule);
        if (each.Law is not null) return;
        var (settings, troubles) = RuleThresholds.Apply(RuleSettings.Default, new Dictionary<string, string> { [each.Key] = each.Default });
        Assert.Empty(troubles);
        Assert.Equal(each.Default, RuleThresholds.ValueOf(settings!, each.Key));
    });

    private static Observation[] Six => [.. new[] { 7, 8, 9 }.SelectMany(day => new[] { MarkOf(new(2026, 9, day), Session.AM), MarkOf(new(2026, 9, day), Session.PM) })];

    private static Mark MarkOf(DateOnly date, Session session) => new() { School = Story.School, Student = AnyStory.Student, At = new(date, session), Code = "O", ReceivedAt = SchoolTime.At(date, new(14, 0)) };

    private static BackTestOutcome Run(Observation[] story, params (string Key, string Value)[] changes) => RunFrom(From, story, changes);

    private static BackTestOutcome RunFrom(DateOnly from, Observation[] story, params (string Key, string Value)[] changes)
    {
        var (settings, troubles) = RuleThresholds.Apply(RuleSettings.Default, changes.ToDictionary(each => each.Key, each => each.Value));
        Assert.Empty(troubles);
        return BackTest.Run(HistoryOf(story), RuleBook.Default, new RuleBook(settings!), from, End);
    }

    private static SchoolHistory HistoryOf(IReadOnlyList<Observation> story) => SchoolHistory.Of(Story.School,
        [[Story.Calendar() with { ReceivedAt = SchoolTime.At(AnyStory.FirstDay, new(7, 0)) }, Story.Pupil(AnyStory.Student) with { ReceivedAt = SchoolTime.At(AnyStory.FirstDay, new(7, 0)) }, .. story]]);
}
