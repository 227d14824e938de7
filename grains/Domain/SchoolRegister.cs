using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>One pupil's part of what a school sent, in the order it came.</summary>
[GenerateSerializer, Immutable, Alias("PupilSlice")]
public readonly record struct PupilSlice([property: Id(0)] StudentId Student, [property: Id(1)] ImmutableArray<Observation> Observations);

/// <summary>What taking observations in leads to: the school's new state, each touched pupil's slice, and whether something changed (the calendar) that concerns every pupil.</summary>
public sealed record Intake(SchoolRegister Register, ImmutableArray<PupilSlice> Slices, bool EveryPupilAffected);

/// <summary>A school's own state: calendar, roll, which marks have come, when feeds last completed, and which pupils a concern belongs to.</summary>
[GenerateSerializer, Immutable, Alias("SchoolRegister")]
public sealed record SchoolRegister
{
    [Id(0)] public SchoolId School { get; init; }

    [Id(1)] public SchoolCalendar Calendar { get; init; } = SchoolCalendar.Empty;

    /// <summary>Name, trust and phase; null when the school has not said.</summary>
    [Id(2)] public SchoolRecord? Record { get; init; }

    public static SchoolRegister Empty(SchoolId school) => new() { School = school };

    public Intake Take(IReadOnlyList<Observation> observations) => new(this, [], false);
}
