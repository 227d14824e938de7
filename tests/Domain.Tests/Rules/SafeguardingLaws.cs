using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>The laws of rules again, for a pupil about whom other pupils' records say something.</summary>
public sealed class SafeguardingLaws
{
    private static readonly RuleBook Rules = RuleBook.Default;
    private static readonly DateTimeOffset End = SchoolTime.At(new(2026, 12, 10), new(16, 0));
    private static readonly Gen<DateOnly> Date = Gen.Int[0, 150].Select(AnyStory.FirstDay.AddDays);

    private static readonly Gen<SiblingFacts> Sibling = Gen.Select(Date.Array[0, 3], Date.Array[0, 2], Gen.Int[0, 40], (concerns, raised, lasts) => new SiblingFacts(
        AnyStory.Sibling,
        [.. concerns.Order()],
        [.. raised.Order().Select((on, index) => new EpisodeSpan(on, lasts == 0 || index > 0 ? null : on.AddDays(lasts)))]));

    private static readonly Gen<Concern> Named = Gen.Select(Gen.Int[0, 2], Date, Gen.Bool, Gen.Int[2, 3], (id, date, isAlleged, other) => new Concern
    {
        School = Story.School,
        Student = AnyStory.Sibling,
        Id = $"q{id}",
        OccurredAt = SchoolTime.At(date, new(12, 0)),
        RecordedBy = "Cat",
        Severity = 2,
        Categories = ["child-on-child"],
        SameEventAs = id == 2 ? "q1" : null,
        ChildOnChild = isAlleged ? new([AnyStory.Student], [new($"p{other:000}")]) : new([new($"p{other:000}")], [AnyStory.Student]),
        ReceivedAt = SchoolTime.At(date, new(15, 0)),
    });

    private static readonly Gen<PupilContext> Context = Gen.Select(Sibling.Array[0, 2], Named.Array[0, 3], Date.Array[0, 1], (siblings, named, reviews) =>
        new PupilContext([.. siblings], [.. named.DistinctBy(each => each.Id).OrderBy(each => each.Id, StringComparer.Ordinal)], [.. reviews.Select(date => SchoolTime.At(date, new(13, 0)))]));

    [Fact]
    public void These_stories_raise_every_one_of_these_rules_or_the_laws_would_say_little()
    {
        var raised = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Gen.Select(AnyStory.Any, Context).Sample(
            (story, context) =>
            {
                foreach (var finding in Rules.Assess(AnyStory.Fold(story), AnyStory.Calendar, End, context).Findings) raised.AddOrUpdate(finding.Rule.Value, 1, (_, count) => count + 1);
            },
            iter: 1500);

        Assert.Superset(new HashSet<string> { "SG-01", "SG-02", "SG-03", "SG-04", "SG-08", "SG-09", "SG-10", "SG-11", "SG-12" }, raised.Keys.ToHashSet());
    }

    [Fact]
    public void The_short_cut_says_what_the_full_walk_says_with_a_context_too() => Gen.Select(AnyStory.Any, Context).Sample((story, context) =>
    {
        var known = AnyStory.Fold(story);

        var walked = Rules.Explain(known, AnyStory.Calendar, End, context).Where(finding => finding.Open is not null || finding.LastClearedOn is not null);
        return AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, End, context).Findings) == AnyStory.Say(walked);
    });

    [Fact]
    public void Looking_only_when_due_is_looking_all_the_time_with_a_context_too() => Gen.Select(AnyStory.Any, Context, Gen.Int[1, 97]).Sample(
        (story, context, step) =>
        {
            var (known, at) = (AnyStory.Fold(story), story[^1].ReceivedAt);
            var until = at.AddDays(150);
            var seen = Rules.Assess(known, AnyStory.Calendar, at, context);
            for (; at < until; at = at.AddMinutes(step * 17))
            {
                while (seen.NextDue <= at) seen = Rules.Assess(known, AnyStory.Calendar, seen.NextDue!.Value, context);
                if (AnyStory.Say(seen.Findings) != AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, at, context).Findings)) return false;
            }

            return true;
        },
        iter: 40);

    [Fact]
    public void Every_episode_that_is_over_is_kept_in_order_and_the_last_is_the_one_last_cleared() => Gen.Select(AnyStory.Any, Context).Sample((story, context) =>
    {
        var at = new PupilAt(AnyStory.Fold(story), AnyStory.Calendar, End, RuleSettings.Default, context);

        foreach (var rule in new SafeguardingRules(RuleSettings.Default, new AttendanceRules(RuleSettings.Default)).All)
        {
            var outcome = at.Ask(rule);
            if (outcome.LastClearedOn != (outcome.Past.IsEmpty ? null : outcome.Past[^1].ClearedOn)) return false;
            if (outcome.Past.Any(each => each.ClearedOn is not { } cleared || cleared < each.RaisedOn)) return false;
            if (!Ordered(outcome.Spans)) return false;
        }

        return true;
    });

    private static bool Ordered(ImmutableArray<EpisodeSpan> spans) => spans.Zip(spans.Skip(1)).All(pair => pair.First.ClearedOn <= pair.Second.RaisedOn);
}
