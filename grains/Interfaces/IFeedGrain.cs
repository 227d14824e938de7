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

    [Alias("Status"), AlwaysInterleave]
    Task<FeedStatus> Status();

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

    [Id(4)] public DateTimeOffset? NewestSeen { get; init; }

    /// <summary>What went wrong last, in words for an operator; null when the last sweep was complete.</summary>
    [Id(5)] public string? Trouble { get; init; }

    [Id(6)] public ImmutableArray<StreamStatus> Streams { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("StreamStatus")]
public sealed record StreamStatus(
    [property: Id(0)] string Stream,
    [property: Id(1)] DateTimeOffset? Watermark,
    [property: Id(2)] string Coverage,
    [property: Id(3)] long Accepted,
    [property: Id(4)] long Quarantined);
