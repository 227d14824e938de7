using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

public enum BehaviourRole
{
    Aggressor,
    Target,
    Involved,
}

/// <summary>One pupil's part in one behaviour incident. Negative behaviour has points above zero.</summary>
[GenerateSerializer, Immutable, Alias("Behaviour")]
public sealed record Behaviour : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset OccurredAt { get; init; }

    [Id(2)] public required string Kind { get; init; }

    [Id(3)] public required int Points { get; init; }

    [Id(4)] public required BehaviourRole Role { get; init; }

    public override string Type => "behaviour";

    public override string Key => $"{Id}|{Student}";
}

/// <summary>A suspension or permanent exclusion. <see cref="Sessions"/> counts half-days.</summary>
[GenerateSerializer, Immutable, Alias("Suspension")]
public sealed record Suspension : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateOnly From { get; init; }

    [Id(2)] public DateOnly? To { get; init; }

    [Id(3)] public required int Sessions { get; init; }

    [Id(4)] public bool Permanent { get; init; }

    [Id(5)] public DateTimeOffset? NoticeAt { get; init; }

    [Id(6)] public DateTimeOffset? ReinstatedAt { get; init; }

    /// <summary>Null: not entered yet.</summary>
    [Id(7)] public bool? ExamMissed { get; init; }

    public override string Type => "suspension";

    public override string Key => $"{Id}|{Student}";
}

public enum NoticeOutcome
{
    Issued,
    Waived,
}

/// <summary>A penalty notice considered for a pupil, with the sessions it uses up.</summary>
[GenerateSerializer, Immutable, Alias("Notice")]
public sealed record Notice : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateOnly IssuedOn { get; init; }

    [Id(2)] public ImmutableArray<SchoolSession> Sessions { get; init; } = [];

    [Id(3)] public required NoticeOutcome Outcome { get; init; }

    public override string Type => "notice";

    public override string Key => $"{Id}|{Student}";
}
