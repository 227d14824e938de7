using System.Collections.Immutable;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>
/// What a screen with its sound on is to sound. Pure: one tone for all that is new or worse at once, the most urgent's, and a Critical again
/// and again until somebody has it. What was there when the sound was switched on is no news.
/// </summary>
public sealed record Chimes
{
    public static readonly TimeSpan RepeatEvery = TimeSpan.FromMinutes(1);

    public const string Repeated = "critical";

    /// <summary>The rank of each alert that calls somebody; null: nothing was heard yet.</summary>
    public ImmutableDictionary<string, int>? Known { get; init; }

    public DateTimeOffset SoundedAt { get; init; }

    /// <summary>The severity whose tone is to be played now; null: none.</summary>
    public string? Tone { get; init; }

    public Chimes Hear(IEnumerable<Lane> lanes, DateTimeOffset at)
    {
        var calling = lanes.SelectMany(lane => lane.Calling.Concat(lane.Banners)).ToList();
        var ranks = calling.ToImmutableDictionary(alert => $"{alert.School}/{alert.Alert}", alert => SeverityWords.Of(alert.Severity).Rank);
        var worst = calling.Where(alert => IsNews(alert.School, alert.Alert, ranks)).MaxBy(alert => SeverityWords.Of(alert.Severity).Rank)?.Severity;
        if (worst is null && Known is not null && at - SoundedAt >= RepeatEvery && calling.Exists(alert => alert.Severity == Repeated))
        {
            worst = Repeated;
        }

        return new Chimes { Known = ranks, Tone = worst, SoundedAt = worst is not null || Known is null ? at : SoundedAt };
    }

    private bool IsNews(string school, string alert, ImmutableDictionary<string, int> ranks) =>
        Known is not null && (!Known.TryGetValue($"{school}/{alert}", out var before) || before < ranks[$"{school}/{alert}"]);
}
