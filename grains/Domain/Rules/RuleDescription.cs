using Orleans;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a rule is, for people: its id, a title, one plain sentence, what it rests on, and what would clear it.</summary>
[GenerateSerializer, Immutable, Alias("RuleDescription")]
public sealed record RuleDescription
{
    [Id(0)] public required RuleId Id { get; init; }

    /// <summary>Raised whenever the meaning of the rule changes; findings carry it.</summary>
    [Id(1)] public required int Version { get; init; }

    [Id(2)] public required string Title { get; init; }

    [Id(3)] public required string Sentence { get; init; }

    /// <summary>Law, guidance or our own design, with the reference.</summary>
    [Id(4)] public required string Basis { get; init; }

    [Id(5)] public required string ClearedBy { get; init; }
}

/// <summary>What the rules say of a pupil now: findings only where an episode is open or has cleared; and when time alone can change that (null: never).</summary>
[GenerateSerializer, Immutable, Alias("PupilAssessment")]
public sealed record PupilAssessment(
    [property: Id(0)] System.Collections.Immutable.ImmutableArray<Finding> Findings,
    [property: Id(1)] DateTimeOffset? NextDue)
{
    /// <summary>No finding, and none by time alone.</summary>
    public static PupilAssessment Nothing { get; } = new([], null);
}
