using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Interfaces;

/// <summary>One try of changed rules over history. Key: an id nobody can guess. Lives while somebody looks at it; nothing of it is stored.</summary>
[Alias("IBackTestGrain")]
public interface IBackTestGrain : IGrainWithStringKey
{
    /// <summary>Begins; answers at once. A second call changes nothing.</summary>
    [Alias("Start")]
    Task Start(BackTestRequest request);

    /// <summary>How far it is, and what it found so far. Null: never started here, or forgotten.</summary>
    [Alias("Status"), AlwaysInterleave]
    Task<BackTestStatus?> Status();

    [Alias("Cancel"), AlwaysInterleave]
    Task Cancel();
}

/// <param name="Owner">Who asked, an opaque staff id: nobody else gets to see it.</param>
/// <param name="Schools">The schools to run over.</param>
/// <param name="Changes">What is changed on top of each school's own rules.</param>
/// <param name="From">Alerts raised on or after this date are compared.</param>
[GenerateSerializer, Immutable, Alias("BackTestRequest")]
public sealed record BackTestRequest(
    [property: Id(0)] string Owner,
    [property: Id(1)] ImmutableArray<SchoolId> Schools,
    [property: Id(2)] RuleChanges Changes,
    [property: Id(3)] DateOnly From);

/// <summary>What changed rules would have done to one school, with the masked identities of the pupils concerned.</summary>
[GenerateSerializer, Immutable, Alias("SchoolBackTest")]
public sealed record SchoolBackTest(
    [property: Id(0)] BackTestOutcome Outcome,
    [property: Id(1)] ImmutableDictionary<StudentId, MaskedIdentity> Identities);

public enum BackTestState
{
    Running,
    Done,
    Cancelled,
    Failed,
}

[GenerateSerializer, Immutable, Alias("BackTestStatus")]
public sealed record BackTestStatus
{
    [Id(0)] public required BackTestRequest Request { get; init; }

    [Id(1)] public required BackTestState State { get; init; }

    [Id(2)] public required int SchoolsDone { get; init; }

    /// <summary>What went wrong, in words for whoever asked; null when nothing did.</summary>
    [Id(3)] public string? Trouble { get; init; }

    [Id(4)] public ImmutableArray<SchoolBackTest> Outcomes { get; init; } = [];
}
