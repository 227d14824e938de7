using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Observations;

/// <summary>What makes a pupil's absence more urgent; each with the dates it holds (both inclusive, open-ended when <c>To</c> is null).</summary>
public enum StatusKind
{
    CP,
    CIN,
    CLA,
    PLAC,
    FamilyHelp,
    EHCP,
    SENSupport,
    YoungCarer,
    MissingRisk,
    Watch,
}

[GenerateSerializer, Immutable, Alias("PupilStatus")]
public sealed record PupilStatus([property: Id(0)] StatusKind Kind, [property: Id(1)] DateOnly From, [property: Id(2)] DateOnly? To)
{
    public bool HoldsOn(DateOnly date) => date >= From && (To is null || date <= To);
}

/// <summary>A pupil on a school's roll. Replaced whole by a later one.</summary>
[GenerateSerializer, Immutable, Alias("Pupil")]
public sealed record Pupil : PupilObservation
{
    [Id(0)] public DateOnly? Born { get; init; }

    /// <summary>National curriculum year: 1–13, 0 for reception, −1 for nursery; null when the source does not say.</summary>
    [Id(1)] public int? YearGroup { get; init; }

    [Id(2)] public string? Registration { get; init; }

    [Id(3)] public required DateOnly Joined { get; init; }

    /// <summary>The last day on roll.</summary>
    [Id(4)] public DateOnly? Left { get; init; }

    [Id(5)] public bool? CompulsoryAge { get; init; }

    [Id(6)] public string? Household { get; init; }

    [Id(7)] public ImmutableArray<PupilStatus> Statuses { get; init; } = [];

    /// <summary>Links the child across schools. Never shown, never logged.</summary>
    [Id(8)] public string? Upn { get; init; }

    /// <summary>Our addition to the canonical input (optional): what a wall may show. Two or three letters.</summary>
    [Id(9)] public string? Initials { get; init; }

    /// <summary>Our addition to the canonical input (optional): shown only on an audited reveal.</summary>
    [Id(10)] public string? FullName { get; init; }

    public override string Type => "pupil";

    public override string Key => Student.Value;

    public bool OnRollOn(DateOnly date) => date >= Joined && (Left is null || date <= Left);

    public bool Has(StatusKind kind, DateOnly on) => Statuses.Any(s => s.Kind == kind && s.HoldsOn(on));
}
