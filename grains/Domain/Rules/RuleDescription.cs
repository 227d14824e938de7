using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a rule rests on. A legal number changes by law; the others are ours to change, by decision.</summary>
[Flags]
public enum RuleBasis
{
    None = 0,
    Law = 1,
    Guidance = 2,
    Evidence = 4,
    Design = 8,
}

/// <summary>What a rule is, for people: its id, a title, one plain sentence, what it rests on, and what would clear it.</summary>
[GenerateSerializer, Immutable, Alias("RuleDescription")]
public sealed record RuleDescription
{
    [Id(0)] public required RuleId Id { get; init; }

    /// <summary>Raised whenever the meaning of the rule changes; findings carry it.</summary>
    [Id(1)] public required int Version { get; init; }

    [Id(2)] public required string Title { get; init; }

    /// <summary>What would raise it, with the numbers in force here.</summary>
    [Id(3)] public required string Sentence { get; init; }

    /// <summary>Law, guidance or our own design, with the reference.</summary>
    [Id(4)] public required string Basis { get; init; }

    [Id(5)] public required string ClearedBy { get; init; }

    [Id(6)] public required RuleBasis Kind { get; init; }

    /// <summary>The severity it begins with, before any stage or status.</summary>
    [Id(7)] public required Severity Severity { get; init; }

    /// <summary>One step more urgent for a pupil with an open child-protection plan, child-in-need plan, care order or family help (▲ in the catalogue).</summary>
    [Id(8)] public bool IsBoosted { get; init; }

    /// <summary>The first date from which the rule, as it stands, may be applied.</summary>
    [Id(9)] public DateOnly InForceFrom { get; init; } = new(2026, 9, 1);
}

/// <summary>What the rules say of a pupil now: findings only where an episode is open or has cleared; and when time alone can change that (null: never).</summary>
[GenerateSerializer, Immutable, Alias("PupilAssessment")]
public sealed record PupilAssessment(
    [property: Id(0)] ImmutableArray<Finding> Findings,
    [property: Id(1)] DateTimeOffset? NextDue)
{
    /// <summary>No finding, and none by time alone.</summary>
    public static PupilAssessment Nothing { get; } = new([], null);
}
