using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>One source of one school: watermark, coverage and lease. Key: <c>school/feed</c>, where feed is <c>mis</c> or <c>concerns</c>.</summary>
[Alias("IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Sweeps every stream that is due. A second call while one is under way answers at once and does nothing.</summary>
    [Alias("Poll")]
    Task Poll();

    /// <summary>Begins a sweep and does not wait for it; one that is under way goes on.</summary>
    [Alias("Start"), AlwaysInterleave]
    Task<FeedStatus> Start();

    /// <summary>The source says that something has changed: a sweep begins, or follows the one under way. Rung again within a few seconds it waits for their end, once.</summary>
    [Alias("Ring"), AlwaysInterleave]
    Task Ring();

    /// <summary>Reads the rows in quarantine once more, in the next sweep, which begins at once. Audited. Twice is no harm.</summary>
    [Alias("RetryQuarantine"), AlwaysInterleave]
    Task<FeedStatus> RetryQuarantine(string actor);

    /// <summary>A stream that may no longer be read is meant to be so: the feed is complete without it, until it can be read again. Audited.</summary>
    [Alias("AcceptLoss"), AlwaysInterleave]
    Task<FeedStatus> AcceptLoss(string stream, string actor);

    /// <summary>
    /// So many pupils would go from the roll at once that it was not believed: a person says of just that change that it is meant, and it is taken in, once.
    /// Null when the change that was shown is not the one that stands now. Audited.
    /// </summary>
    [Alias("AcceptChange"), AlwaysInterleave]
    Task<FeedStatus?> AcceptChange(AcceptedChange change);

    [Alias("Status"), AlwaysInterleave]
    Task<FeedStatus> Status();

    /// <summary>The latest sweeps, the newest first.</summary>
    [Alias("Sweeps"), AlwaysInterleave]
    Task<ImmutableArray<SweepStatus>> Sweeps();

    /// <summary>Whom the ids of other sources stand for, once the roll has been read; null until then.</summary>
    [Alias("Directory"), AlwaysInterleave]
    Task<PupilIds?> Directory();

    /// <summary>The source's categories of concerns, by name, with how many of the concerns we know are of each.</summary>
    [Alias("Categories"), AlwaysInterleave]
    Task<ImmutableDictionary<string, int>> Categories();
}

/// <summary>The MIS's pupil ids, keyed hashes of UPNs, and admission numbers, each with our pupil id. Never leaves the silos.</summary>
[GenerateSerializer, Immutable, Alias("PupilIds")]
public sealed record PupilIds(
    [property: Id(0)] ImmutableDictionary<string, string> MisIds,
    [property: Id(1)] ImmutableDictionary<string, string> UpnHashes,
    [property: Id(2)] ImmutableDictionary<string, string> AdmissionNumbers);

[GenerateSerializer, Immutable, Alias("FeedStatus")]
public sealed record FeedStatus
{
    [Id(0)] public required string School { get; init; }

    [Id(1)] public required string Feed { get; init; }

    [Id(2)] public required string Source { get; init; }

    [Id(3)] public DateTimeOffset? LastCompleteAt { get; init; }

    /// <summary>When the school recorded the newest thing we were told; null where the source does not say when things were recorded.</summary>
    [Id(4)] public DateTimeOffset? NewestSeen { get; init; }

    /// <summary>What went wrong last, in words for an operator; null when the last sweep was complete.</summary>
    [Id(5)] public string? Trouble { get; init; }

    [Id(6)] public ImmutableArray<StreamStatus> Streams { get; init; } = [];

    /// <summary>The sweep that runs now.</summary>
    [Id(7)] public SweepUnderWay? UnderWay { get; init; }

    [Id(8)] public ImmutableArray<QuarantinedRows> Quarantine { get; init; } = [];

    /// <summary>When the source last said how it is.</summary>
    [Id(9)] public DateTimeOffset? ProbedAt { get; init; }

    [Id(10)] public bool IsOnline { get; init; } = true;

    /// <summary>When the source itself last heard from the school's system; null where it does not say.</summary>
    [Id(11)] public DateTimeOffset? LastSyncAt { get; init; }

    /// <summary>By the schools' clock.</summary>
    [Id(12)] public DateTimeOffset Now { get; init; }

    /// <summary>The source was given a secret to ring with.</summary>
    [Id(13)] public bool HasDoorbell { get; init; }

    /// <summary>When it rang last; null: never yet.</summary>
    [Id(14)] public DateTimeOffset? RungAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("SweepUnderWay")]
public sealed record SweepUnderWay(
    [property: Id(0)] DateTimeOffset StartedAt, [property: Id(1)] string Stream, [property: Id(2)] long Pages, [property: Id(3)] long Rows);

/// <param name="Reason">Names the field; no pupil data.</param>
[GenerateSerializer, Immutable, Alias("QuarantinedRows")]
public sealed record QuarantinedRows(
    [property: Id(0)] string Stream, [property: Id(1)] string Reason, [property: Id(2)] int Count, [property: Id(3)] DateTimeOffset Since);

/// <param name="Outcome">running, complete, failed, or interrupted by the death of the process.</param>
[GenerateSerializer, Immutable, Alias("SweepStatus")]
public sealed record SweepStatus(
    [property: Id(0)] long Run,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset? EndedAt,
    [property: Id(3)] string Outcome,
    [property: Id(4)] string? Trouble,
    [property: Id(5)] long Pages,
    [property: Id(6)] long Rows,
    [property: Id(7)] long Changed,
    [property: Id(8)] long Quarantined);

/// <param name="Quarantined">Rows that wait now.</param>
/// <param name="IsLost">It could be read once and may no more, and nobody has said that this is meant.</param>
/// <param name="HasMore">More rows wait than are counted.</param>
/// <param name="Frozen">What would have gone at once, and was not believed.</param>
[GenerateSerializer, Immutable, Alias("StreamStatus")]
public sealed record StreamStatus(
    [property: Id(0)] string Stream,
    [property: Id(1)] DateTimeOffset? Watermark,
    [property: Id(2)] string Coverage,
    [property: Id(3)] long Accepted,
    [property: Id(4)] long Quarantined,
    [property: Id(5)] DateTimeOffset? LastFullReadAt,
    [property: Id(6)] DateTimeOffset? NewestAt,
    [property: Id(7)] bool IsLost,
    [property: Id(8)] bool HasMore,
    [property: Id(9)] FrozenChange? Frozen)
{
    /// <summary>Links to pupils who are on no roll we know, leavers mostly: they wait for a roll that has them, and are no trouble.</summary>
    [Id(10)] public int OffRoll { get; init; }
}

/// <summary>Pupils who would go from the roll at once, and who stay until a person says that it is meant.</summary>
/// <param name="Id">Stands for just this change.</param>
/// <param name="IsAccepted">A person has said so, and the sweep that takes it in has not ended yet.</param>
[GenerateSerializer, Immutable, Alias("FrozenChange")]
public sealed record FrozenChange([property: Id(0)] string Id, [property: Id(1)] int Going, [property: Id(2)] int Known, [property: Id(3)] bool IsAccepted);

/// <param name="Change">As it was shown.</param>
/// <param name="Reason">Why it is meant, for the audit.</param>
[GenerateSerializer, Immutable, Alias("AcceptedChange")]
public sealed record AcceptedChange([property: Id(0)] string Stream, [property: Id(1)] string Change, [property: Id(2)] string Reason, [property: Id(3)] string Actor);
