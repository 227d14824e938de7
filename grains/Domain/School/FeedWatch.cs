using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>A stretch without a complete poll, and when the next one was heard of.</summary>
[GenerateSerializer, Immutable, Alias("FeedGap")]
public readonly record struct FeedGap([property: Id(0)] DateTimeOffset LastCompleteAt, [property: Id(1)] DateTimeOffset EndedAt);

/// <summary>When a feed last completed a poll, with its latest gaps of at least a quarter of an hour.</summary>
[GenerateSerializer, Immutable, Alias("FeedWatch")]
public sealed record FeedWatch
{
    /// <summary>Shorter gaps are how polling works and are not remembered.</summary>
    public static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(15);

    /// <summary>Concerns that come as files which people import: complete when one was, and nobody polls it.</summary>
    public const string ImportedConcerns = "imported-concerns";

    private const int MostGaps = 8;

    [Id(0)] public required string Feed { get; init; }

    [Id(1)] public required DateTimeOffset LastCompleteAt { get; init; }

    [Id(2)] public ImmutableArray<FeedGap> Gaps { get; init; } = [];

    internal FeedWatch With(FeedReport report)
    {
        if (report.LastCompleteAt <= LastCompleteAt) return this;
        var isGap = report.LastCompleteAt - LastCompleteAt >= ShortestGap;
        var gaps = isGap ? Gaps.Add(new(LastCompleteAt, report.ReceivedAt)) : Gaps;
        return this with { LastCompleteAt = report.LastCompleteAt, Gaps = gaps.Length > MostGaps ? gaps.RemoveAt(0) : gaps };
    }
}
