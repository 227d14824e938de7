using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Observations;

[GenerateSerializer, Immutable, Alias("ChildOnChild")]
public sealed record ChildOnChild(
    [property: Id(0)] ImmutableArray<StudentId> Aggressor,
    [property: Id(1)] ImmutableArray<StudentId> Target);

/// <summary>
/// A concern about a pupil. The narrative never enters: category, time, people's roles and counts do.
/// Concerns about members of staff are another thing in law and are refused at the door.
/// </summary>
[GenerateSerializer, Immutable, Alias("Concern")]
public sealed record Concern : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset OccurredAt { get; init; }

    [Id(2)] public required ImmutableArray<string> Categories { get; init; }

    /// <summary>1 (low) to 4 (immediate).</summary>
    [Id(3)] public required int Severity { get; init; }

    /// <summary>Opaque: tells two recorders apart, names nobody.</summary>
    [Id(4)] public required string RecordedBy { get; init; }

    [Id(5)] public string? RecorderRole { get; init; }

    [Id(6)] public ImmutableArray<StudentId> Linked { get; init; } = [];

    [Id(7)] public string? SameEventAs { get; init; }

    [Id(8)] public ChildOnChild? ChildOnChild { get; init; }

    public override string Type => "concern";

    public override string Key => $"{Id}|{Student}";
}

public enum ActionKind
{
    Triage,
    Contact,
    Referral,
    Review,
    Closed,
}

/// <summary>What the school did about a concern. It names the concern, not the pupil, and may arrive before it.</summary>
[GenerateSerializer, Immutable, Alias("ConcernAction")]
public sealed record ConcernAction : Observation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Concern { get; init; }

    [Id(2)] public required DateTimeOffset At { get; init; }

    [Id(3)] public required ActionKind Kind { get; init; }

    [Id(4)] public string? Agency { get; init; }

    public override string Type => "action";

    public override string Key => Id;
}

/// <summary>A professional saw, visited, called or missed the child.</summary>
[GenerateSerializer, Immutable, Alias("Contact")]
public sealed record Contact : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>seen, home-visit, call, meeting or no-contact.</summary>
    [Id(2)] public required string Kind { get; init; }

    public override string Type => "contact";

    public override string Key => $"{Id}|{Student}";
}

/// <summary>A child's file sent or received. A child-protection file must follow within five days (KCSIE 2026).</summary>
[GenerateSerializer, Immutable, Alias("FileTransfer")]
public sealed record FileTransfer : PupilObservation
{
    /// <summary>in or out.</summary>
    [Id(0)] public required string Direction { get; init; }

    [Id(1)] public DateTimeOffset? SentAt { get; init; }

    [Id(2)] public DateTimeOffset? ReceiptAt { get; init; }

    [Id(3)] public bool HasChildProtectionFile { get; init; }

    public override string Type => "file-transfer";

    public override string Key => $"{Student}|{Direction}";
}
