using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
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

    /// <summary>The latest sweeps, the oldest first.</summary>
    public ImmutableArray<SweepRecord> Sweeps { get; init; } = [];

    /// <summary>Streams whose rows set aside somebody has asked to be read once more, until they have been.</summary>
    public ImmutableSortedSet<string> Again { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>When the source was last asked how it is, and what it said of itself.</summary>
    public DateTimeOffset? ProbedAt { get; init; }

    public bool IsOnline { get; init; } = true;

    public DateTimeOffset? LastSyncAt { get; init; }

    /// <summary>When the source rang last, of the rings that a sweep has heard.</summary>
    public DateTimeOffset? RungAt { get; init; }

    /// <summary>The state in which a sweep begins.</summary>
    public FeedState Begin(DateTimeOffset at, IEnumerable<string> again, IReadOnlySet<string> accepted)
    {
        var history = Sweeps.Length < SweepRecord.Most ? Sweeps : Sweeps.RemoveRange(0, Sweeps.Length - SweepRecord.Most + 1);
        return accepted.Aggregate(this, (state, stream) => state.With(stream, state.Of(stream) with { IsLossAccepted = true })) with
        {
            Run = Run + 1,
            Again = Again.Union(again),
            Sweeps = history.Add(new SweepRecord(Run + 1, at)),
        };
    }

    /// <summary>With what people have said of refused changes of the roll.</summary>
    public FeedState Accepting(IEnumerable<KeyValuePair<string, string>> changes) =>
        changes.Aggregate(this, (state, each) => state.With(each.Key, state.Of(each.Key) with { AcceptedChange = each.Value }));

    /// <summary>The state in which it ends; unchanged when it never got as far as to begin.</summary>
    public FeedState End(SweepRecord ended) => Sweeps is [.., { EndedAt: null } last] && last.Run == Run
        ? this with { Sweeps = Sweeps.SetItem(Sweeps.Length - 1, ended with { Run = last.Run, StartedAt = last.StartedAt }) }
        : this;

    public FeedState With(string stream, StreamState state) => this with { Streams = Streams.SetItem(stream, state) };
}

/// <summary>The observations of a page, as the journal writes them, and the key of their batches.</summary>
/// <param name="IsPrior">Of the first read of its stream: it tells what was so before we came.</param>
public sealed record PendingPage(string Key, byte[] Observations, bool IsPrior = false);

/// <summary>One sweep as it is remembered: counts and times, no pupil.</summary>
/// <param name="Run">The sweep's number.</param>
public sealed record SweepRecord(long Run, DateTimeOffset StartedAt)
{
    /// <summary>Sweeps that are remembered; older ones are forgotten.</summary>
    public const int Most = 60;

    /// <summary>Null while it runs, and for ever when the process died.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null: it was complete.</summary>
    public string? Trouble { get; init; }

    public int Pages { get; init; }

    /// <summary>Rows of the source.</summary>
    public long Rows { get; init; }

    /// <summary>Of them, those that held something new.</summary>
    public long Changed { get; init; }

    /// <summary>Of them, those that could not be understood.</summary>
    public long SetAside { get; init; }
}

/// <summary>A row in quarantine.</summary>
/// <param name="Reason">Names the field; no pupil data.</param>
/// <param name="From">It was changed at the source no earlier than this; null when nobody knows.</param>
/// <param name="IsImpossible">It could be read, and what it says cannot be.</param>
public sealed record SetAside(string Reason, DateTimeOffset Since, DateTimeOffset? From, bool IsImpossible = false);

/// <summary>A read of a stream that met rows and understood none.</summary>
/// <param name="Reason">The commonest; names the field, no pupil data.</param>
public sealed record BlindRead(int Rows, string Reason)
{
    /// <summary>In words for an operator.</summary>
    [JsonIgnore]
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Rows} rows: {Reason.TrimEnd('.')}");
}

/// <summary>Where one stream of a feed stands.</summary>
public sealed record StreamState
{
    // Less than a day, so that it comes round every day whenever the job runs.
    private static readonly TimeSpan FullReadEvery = TimeSpan.FromHours(20);

    private static readonly ImmutableHashSet<string> Rolls = ["roll", "students"];

    /// <summary>
    /// Everything the source had before this, by its own clock, has been read. It moves only after a complete sweep, never past our own clock, and back where the
    /// source's clock went back: a clock that jumps may stamp the next row with any time it jumped over.
    /// </summary>
    public DateTimeOffset? Watermark { get; init; }

    public Coverage Coverage { get; init; } = Coverage.Unknown;

    public long Accepted { get; init; }

    public long Quarantined { get; init; }

    /// <summary>What the source said we may read when it was last asked.</summary>
    public Coverage Granted { get; init; } = Coverage.Unknown;

    /// <summary>When what had changed in the stream was last read to its end; a read that breaks off does not count.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When the stream was last read from its beginning to its end.</summary>
    public DateTimeOffset? LastFullReadAt { get; init; }

    /// <summary>Records read in the last sweep's window and what they held, so that reading them again is not news.</summary>
    public ImmutableDictionary<string, ulong> Recent { get; init; } = ImmutableDictionary<string, ulong>.Empty;

    /// <summary>Rows that wait in quarantine, by the source's id.</summary>
    public ImmutableDictionary<string, SetAside> Aside { get; init; } = ImmutableDictionary<string, SetAside>.Empty;

    /// <summary>There were more than are remembered one by one.</summary>
    public bool HasMoreAside { get; init; }

    /// <summary>When the school recorded the newest thing that this stream has told us.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>Every row that was met lately was set aside, so that nothing is known of what they say; null: some were understood, or there were none.</summary>
    public BlindRead? Blind { get; init; }

    /// <summary>Somebody has said that we need not read it any more; until it can be read again.</summary>
    public bool IsLossAccepted { get; init; }

    /// <summary>We could read it once and may no more, and nobody has said that this is meant.</summary>
    [JsonIgnore]
    public bool IsLost => Watermark is not null && !IsLossAccepted && IsClosed;

    /// <summary>The list was refused when it was last asked for.</summary>
    public bool IsClosed { get; init; }

    /// <summary>What would have gone at once when it was last read, and was not believed; null: it was.</summary>
    public RefusedChange? Refused { get; init; }

    /// <summary>The id of the one such change of which a person has said that it is meant, until it has been taken in, or another is found in its place.</summary>
    public string? AcceptedChange { get; init; }

    /// <summary>
    /// From where to read on: from the watermark, or from further back where the source's clock is behind it. It may have jumped back just after we read last, and
    /// has gone on since for as long as ours: no row since is stamped before that. Null: there is nothing to read on from.
    /// </summary>
    public DateTimeOffset? ReadOnFrom(DateTimeOffset serverNow, DateTimeOffset now)
    {
        var gone = ReadAt < now ? now - ReadAt.Value : TimeSpan.Zero;
        var lowest = serverNow - DateTimeOffset.UnixEpoch > gone ? serverNow - gone : DateTimeOffset.UnixEpoch;
        return Watermark > lowest ? lowest : Watermark;
    }

    /// <summary>The stream after a read that broke off. What a person said was said of the change that stood then, and of no other.</summary>
    public StreamState Failed(RefusedChange? change) => change is null ? this : this with { Refused = change, AcceptedChange = null };

    /// <summary>The rows set aside, to be read once more; null when there are none.</summary>
    [JsonIgnore]
    public RowsAgain? RowsAgain => Aside.IsEmpty ? null : new RowsAgain(
        Aside.Values.Any(row => row.From is null) ? null : Aside.Values.Min(row => row.From), [.. Aside.Keys]);

    /// <summary>
    /// The roll once a day, since a pupil who vanishes leaves no row behind; and any stream of which we could only read a part until now.
    /// </summary>
    public bool IsFullReadDue(string stream, Coverage granted, DateTimeOffset now) =>
        Watermark is null
        || (Rolls.Contains(stream) && !(LastFullReadAt is { } last && (now - last).Duration() < FullReadEvery))
        || (Granted is Coverage.NotPermitted && granted is Coverage.Supplied);
}
