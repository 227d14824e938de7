using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>One pupil's part of what a school sent, in the order it came.</summary>
[GenerateSerializer, Immutable, Alias("PupilSlice")]
public readonly record struct PupilSlice([property: Id(0)] StudentId Student, [property: Id(1)] ImmutableArray<Observation> Observations);

/// <summary>What taking observations in leads to: the school's new state, each touched pupil's slice, and whether something changed (the calendar) that concerns every pupil.</summary>
public sealed record Intake(SchoolRegister Register, ImmutableArray<PupilSlice> Slices, bool EveryPupilAffected);
