using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Grains.Schools;

/// <summary>A school's memory as one value: what is sealed into its checkpoint.</summary>
[GenerateSerializer, Immutable, Alias("SchoolImage")]
public sealed record SchoolImage
{
    [Id(0)] public required long Position { get; init; }

    [Id(1)] public required DateTimeOffset LastAt { get; init; }

    [Id(2)] public required SchoolRegister Register { get; init; }

    [Id(3)] public ImmutableArray<string> AwaitedFeeds { get; init; } = [];

    [Id(4)] public bool BaselineBegun { get; init; }

    [Id(5)] public ImmutableArray<PupilImage> Pupils { get; init; } = [];

    [Id(6)] public ImmutableArray<RuleEdition> Editions { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("PupilImage")]
public sealed record PupilImage(
    [property: Id(0)] Chronology Chronology,
    [property: Id(1)] long Row,
    [property: Id(2)] StudentId Student);

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: a sealed image and nothing in clear but its position. Losing it loses nothing.</summary>
[GenerateSerializer, Alias("SchoolCheckpoint")]
public sealed class SchoolCheckpoint
{
    [Id(0)] public long Position { get; set; }

    [Id(1)] public byte[] Sealed { get; set; } = [];
}
