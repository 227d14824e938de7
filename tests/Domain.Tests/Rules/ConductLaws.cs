using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>What holds for every rule holds for a pupil about whom much is recorded, where the conduct and disclosure rules do fire.</summary>
public sealed class ConductLaws
{
    private static readonly RuleBook Rules = RuleBook.Default;
    private static readonly DateTimeOffset End = SchoolTime.At(new(2026, 12, 10), new(16, 0));

    [Fact]
    public void The_short_cut_says_what_the_full_walk_says() => AnyStory.Eventful.Sample(story =>
    {
        var known = AnyStory.Fold(story);

        var walked = Rules.Explain(known, AnyStory.Calendar, End).Where(finding => finding.Open is not null || finding.LastClearedOn is not null);
        return AnyStory.Say(Rules.Assess(known, AnyStory.Calendar, End).Findings) == AnyStory.Say(walked);
    });

    [Fact]
    public void Looking_only_when_touched_or_due_is_looking_all_the_time() => Gen.Select(AnyStory.Eventful, Gen.Int[1, 97]).Sample((story, step) =>
    {
        var (known, at) = (Chronology.Empty(AnyStory.Student), SchoolTime.At(AnyStory.FirstDay, new(6, 0)));
        var seen = Rules.Assess(known, AnyStory.Calendar, at);
        var next = 0;
        for (; at < End; at = at.AddMinutes(step * 17))
        {
            for (; next < story.Length && story[next].ReceivedAt <= at; next++)
            {
                known = known.With(story[next]);
                seen = null;
            }

            seen ??= Rules.Assess(known, AnyStory.Calendar, at);
            while (seen.NextDue <= at) seen = Rules.Assess(known, AnyStory.Calendar, seen.NextDue!.Value);
            var now = Rules.Assess(known, AnyStory.Calendar, at);
            Assert.Equal(AnyStory.Say(now.Findings), AnyStory.Say(seen.Findings));
        }
    }, iter: 60);

    [Fact]
    public void The_order_of_arrival_never_matters() => Gen.Select(AnyStory.Eventful, Gen.Int[0, 1 << 20]).Sample((story, seed) =>
    {
        var distinct = AnyStory.Distinct(story);
        var shuffled = distinct.OrderBy(each => HashCode.Combine(each.Type, each.Key, seed)).ToArray();

        return AnyStory.Say(Rules.Assess(AnyStory.Fold(distinct), AnyStory.Calendar, End).Findings) == AnyStory.Say(Rules.Assess(AnyStory.Fold(shuffled), AnyStory.Calendar, End).Findings);
    });

    [Theory]
    [InlineData("EXC-01")]
    [InlineData("EXC-02")]
    [InlineData("EXC-03")]
    [InlineData("BEH-01")]
    [InlineData("CMP-01")]
    [InlineData("SG-05")]
    [InlineData("SG-06")]
    [InlineData("SG-07")]
    public void An_eventful_story_does_raise_and_clear_it(string rule)
    {
        var (raised, cleared) = (0, 0);
        AnyStory.Eventful.Sample(story =>
        {
            var spans = Rules.Timelines(AnyStory.Fold(story), AnyStory.Calendar, End.AddDays(300)).FirstOrDefault(each => each.Rule.Value == rule).Spans;
            if (spans.IsDefault) return;
            if (spans.Length > 0) Interlocked.Increment(ref raised);
            if (spans.Any(span => span.ClearedOn is not null)) Interlocked.Increment(ref cleared);
        }, iter: 400);

        Assert.True(raised > 0 && cleared > 0, $"{raised} raised, {cleared} cleared of 400");
    }
}
