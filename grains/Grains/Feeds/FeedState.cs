using System.Collections.Immutable;
using RiskMonitor.Connectors;

namespace RiskMonitor.Grains.Feeds;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: sealed, since what a source taught us holds pupils' ids.</summary>
[GenerateSerializer, Alias("SealedFeedState")]
public sealed class SealedFeedState
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>Where a feed stands. Losing it costs a full read and nothing else.</summary>
public sealed record FeedState
{
    /// <summary>Grows with each sweep, stored before it starts: the batches of an interrupted sweep cannot be taken for those of the next.</summary>
    public long Run { get; init; }

    public DateTimeOffset? LastCompleteAt { get; init; }

    /// <summary>When the school was last told of a complete sweep.</summary>
    public DateTimeOffset? LastReportedAt { get; init; }

    public string? Trouble { get; init; }

    public UpstreamMemory Memory { get; init; } = UpstreamMemory.Empty;

    public ImmutableSortedDictionary<string, StreamState> Streams { get; init; } = ImmutableSortedDictionary<string, StreamState>.Empty;

    public bool BaselineOver { get; init; }

    public StreamState Of(string stream) => Streams.GetValueOrDefault(stream) ?? new StreamState();

    public FeedState With(string stream, StreamState state) => this with { Streams = Streams.SetItem(stream, state) };
}

public sealed record StreamState
{
    /// <summary>Everything the source had before this, by its own clock, has been read. It moves only after a complete sweep.</summary>
    public DateTimeOffset? Watermark { get; init; }

    public Coverage Coverage { get; init; } = Coverage.Unknown;

    public long Accepted { get; init; }

    public long Quarantined { get; init; }

    /// <summary>Records read in the last sweep's window and what they held, so that reading them again is not news.</summary>
    public ImmutableDictionary<string, ulong> Recent { get; init; } = ImmutableDictionary<string, ulong>.Empty;
}
