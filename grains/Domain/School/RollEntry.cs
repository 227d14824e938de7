using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>What the school's register keeps of a pupil: enough to know who is expected, no name and no birthday.</summary>
[GenerateSerializer, Immutable, Alias("RollEntry")]
public sealed record RollEntry
{
    /// <summary>The pupil's place in the school's mark arrivals: given once, never used again.</summary>
    [Id(0)] public required int Place { get; init; }

    /// <summary>Null: marks have come for the pupil, but no record of being on roll, or it was withdrawn.</summary>
    [Id(1)] public DateOnly? Joined { get; init; }

    [Id(2)] public DateOnly? Left { get; init; }

    [Id(3)] public int? YearGroup { get; init; }

    [Id(4)] public string? Registration { get; init; }

    /// <summary>Null: the source does not say with whom the pupil lives.</summary>
    [Id(6)] public string? Household { get; init; }

    /// <summary>When the last record, or its withdrawal, was received.</summary>
    [Id(5)] public DateTimeOffset ReceivedAt { get; init; }

    public bool IsOnRoll(DateOnly date) => Joined is { } joined && date >= joined && (Left is null || date <= Left);

    internal RollEntry With(Pupil pupil) => pupil.ReceivedAt < ReceivedAt
        ? this
        : this with { Joined = pupil.Joined, Left = pupil.Left, YearGroup = pupil.YearGroup, Registration = pupil.Registration, Household = pupil.Household, ReceivedAt = pupil.ReceivedAt };

    /// <summary>As a child's records say it together, whichever of them was received last.</summary>
    internal RollEntry As(Pupil? pupil) => this with
    {
        Joined = pupil?.Joined,
        Left = pupil?.Left,
        YearGroup = pupil?.YearGroup,
        Registration = pupil?.Registration,
        Household = pupil?.Household,
        ReceivedAt = pupil?.ReceivedAt ?? ReceivedAt,
    };

    internal RollEntry Without(Withdrawn withdrawn) => withdrawn.ReceivedAt < ReceivedAt
        ? this
        : this with { Joined = null, Left = null, YearGroup = null, Registration = null, Household = null, ReceivedAt = withdrawn.ReceivedAt };
}
