using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Interfaces;

/// <summary>A pupil's own part of a case: what is remembered and what each rule says of it. Alerts come from the school's board.</summary>
[GenerateSerializer, Immutable, Alias("CaseView")]
public sealed record CaseView
{
    [Id(0)] public required StudentId Student { get; init; }

    [Id(1)] public required MaskedIdentity Identity { get; init; }

    [Id(2)] public ImmutableArray<PupilStatus> Statuses { get; init; } = [];

    [Id(3)] public ImmutableArray<SessionMark> Marks { get; init; } = [];

    [Id(4)] public ImmutableArray<Concern> Concerns { get; init; } = [];

    [Id(5)] public ImmutableArray<ConcernAction> Actions { get; init; } = [];

    [Id(6)] public ImmutableArray<Behaviour> Behaviour { get; init; } = [];

    [Id(7)] public ImmutableArray<Suspension> Suspensions { get; init; } = [];

    /// <summary>Every pupil rule: fired, quiet with the reason, or cannot tell with the reason.</summary>
    [Id(8)] public ImmutableArray<Finding> Verdicts { get; init; } = [];

    /// <summary>Days without sessions inside the marks' dates, so that a picture of the year can shade them.</summary>
    [Id(9)] public ImmutableArray<DateOnly> Closed { get; init; } = [];
}

/// <summary>One session of the year with its code, and what the code counts as.</summary>
[GenerateSerializer, Immutable, Alias("SessionMark")]
public readonly record struct SessionMark(
    [property: Id(0)] SchoolSession At,
    [property: Id(1)] string? Code,
    [property: Id(2)] MarkCategory Category);
