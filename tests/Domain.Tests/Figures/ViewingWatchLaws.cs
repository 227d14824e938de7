using CsCheck;
using RiskMonitor.Domain.Access;

namespace RiskMonitor.Domain.Tests.Figures;

/// <summary>When somebody has looked at too many pupils.</summary>
public sealed class ViewingWatchLaws
{
    private const int Most = 3;

    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly Gen<List<(int Pupil, int Minute)>> AnyLooks = Gen.Select(Gen.Int[1, 6], Gen.Int[0, 4]).List[0, 40].Select(steps =>
        steps.Aggregate(new List<(int Pupil, int Minute)>(), (looks, step) => [.. looks, (step.Item1, (looks.Count == 0 ? 0 : looks[^1].Minute) + step.Item2)]));

    [Fact]
    public void It_is_told_as_a_recount_says_and_once_within_a_window() => AnyLooks.Sample(looks =>
    {
        var told = new List<(int Minute, int Count)>();
        var expected = new List<(int Minute, int Count)>();
        var watch = ViewingWatch.Empty;

        for (var look = 0; look < looks.Count; look++)
        {
            var (pupil, minute) = looks[look];
            (watch, var tell) = watch.Look($"p{pupil}", Start.AddMinutes(minute), Most, Window);
            if (tell is { } count) told.Add((minute, count));
            var lately = looks.Take(look + 1).Where(each => minute - each.Minute < Window.TotalMinutes).Select(each => each.Pupil).Distinct().Count();
            if (lately > Most && (expected.Count == 0 || minute - expected[^1].Minute >= Window.TotalMinutes)) expected.Add((minute, lately));
        }

        Assert.Equal(expected, told);
    });

    [Fact]
    public void The_same_pupil_again_and_again_is_no_news()
    {
        var watch = ViewingWatch.Empty;
        for (var look = 0; look < 100; look++)
        {
            (watch, var tell) = watch.Look("p1", Start.AddSeconds(look), Most, Window);
            Assert.Null(tell);
        }
    }

    [Fact]
    public void What_is_exactly_as_old_as_the_window_is_out_of_it()
    {
        var watch = ViewingWatch.Empty;
        for (var pupil = 1; pupil <= Most; pupil++)
            (watch, _) = watch.Look($"p{pupil}", Start, Most, Window);

        Assert.Null(watch.Look("p9", Start + Window, Most, Window).Tell);
        Assert.Equal(Most + 1, watch.Look("p9", Start + Window - TimeSpan.FromTicks(1), Most, Window).Tell);
    }
}
