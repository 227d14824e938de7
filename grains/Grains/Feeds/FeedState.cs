using System.Collections.Immutable;
using RiskMonitor.Connectors;

namespace RiskMonitor.Grains.Feeds;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: sealed, since what a source taught us holds pupils' ids.</summary>
[GenerateSerializer, Alias("SealedFeedState")]
public sealed class SealedFeedState
{
    [Id(0)] public byte[] Sealed { get; set; } = [];
}

/// <summary>Where a feed stands. Losing it costs a full read and, where tokens are renewed, a new connection of the school.</summary>
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

    /// <summary>What the source's tokens have become since they were configured; a secret like the rest. Losing it means that somebody must connect the school again.</summary>
    public string? Tokens { get; init; }

    public StreamState Of(string stream) => Streams.GetValueOrDefault(stream) ?? new StreamState();

    /// <summary>
    /// The state in which a page is handed over: with what it taught us, and without what the last sweep of its stream had, for that is no longer what was last
    /// said. The same object when the page changes neither.
    /// </summary>
    public FeedState Saying(string stream, bool hasNews, UpstreamMemory memory)
    {
        var learnt = ReferenceEquals(memory, Memory) ? this : this with { Memory = memory };
        return hasNews && !Of(stream).Recent.IsEmpty ? learnt.With(stream, Of(stream) with { Recent = ImmutableDictionary<string, ulong>.Empty }) : learnt;
    }

    /// <summary>A page that was remembered and perhaps not yet handed over: whoever reads on hands it over first, under the same key.</summary>
    public PendingPage? Pending { get; init; }

    public FeedState With(string stream, StreamState state) => this with { Streams = Streams.SetItem(stream, state) };
}

/// <summary>The observations of a page, as the journal writes them, and the key of their batches.</summary>
public sealed record PendingPage(string Key, byte[] Observations);

/// <summary>Where one stream of a feed stands.</summary>
public sealed record StreamState
{
    // Less than a day, so that it comes round every day whenever the job runs.
    private static readonly TimeSpan FullReadEvery = TimeSpan.FromHours(20);

    private static readonly ImmutableHashSet<string> Rolls = ["roll", "students"];

    /// <summary>Everything the source had before this, by its own clock, has been read. It moves only after a complete sweep.</summary>
    public DateTimeOffset? Watermark { get; init; }

    public Coverage Coverage { get; init; } = Coverage.Unknown;

    public long Accepted { get; init; }

    public long Quarantined { get; init; }

    /// <summary>What the source said we may read when it was last asked.</summary>
    public Coverage Granted { get; init; } = Coverage.Unknown;

    /// <summary>When the stream was last read from its beginning to its end.</summary>
    public DateTimeOffset? LastFullReadAt { get; init; }

    /// <summary>Records read in the last sweep's window and what they held, so that reading them again is not news.</summary>
    public ImmutableDictionary<string, ulong> Recent { get; init; } = ImmutableDictionary<string, ulong>.Empty;

    /// <summary>
    /// The roll once a day, since a pupil who vanishes leaves no row behind; and any stream of which we could only read a part until now.
    /// </summary>
    public bool IsFullReadDue(string stream, Coverage granted, DateTimeOffset now) =>
        Watermark is null
        || (Rolls.Contains(stream) && !(now - LastFullReadAt < FullReadEvery))
        || (Granted is Coverage.NotPermitted && granted is Coverage.Supplied);
}
