using System.Collections.Immutable;

namespace RiskMonitor.StandIns.World;

/// <summary>A school's own name for a kind of concern.</summary>
public sealed record ConcernCategory(string Id, string Name, string? ParentId, bool IsDisabled, DateTimeOffset UpdatedAt);

public sealed record StaffMember(string Id, string Role);

public sealed record ActionRow
{
    public required string Id { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required StaffMember By { get; init; }

    /// <summary>triage, contact, referral, review, closed or note.</summary>
    public required string Kind { get; init; }

    public string? Agency { get; init; }

    public int Version { get; init; } = 1;

    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>Who did it and to whom, by record numbers of students.</summary>
public sealed record BetweenChildren(ImmutableArray<int> Aggressors, ImmutableArray<int> Targets);

/// <summary>A safeguarding concern with its actions. No narrative: its length and hash are all that would ever be sent.</summary>
public sealed record IncidentRow
{
    public required string Id { get; init; }

    public required int Student { get; init; }

    public ImmutableArray<int> Linked { get; init; } = [];

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required ImmutableArray<string> Categories { get; init; }

    /// <summary>1 (low) to 4 (immediate); null when the system has no such field.</summary>
    public int? Severity { get; init; }

    public string? SameEventAs { get; init; }

    public BetweenChildren? ChildOnChild { get; init; }

    public required StaffMember RecordedBy { get; init; }

    public int AlertedCount { get; init; }

    public bool HasBodyMap { get; init; }

    public int AttachmentCount { get; init; }

    public int TextLength { get; init; }

    public ImmutableArray<ActionRow> Actions { get; init; } = [];
}
