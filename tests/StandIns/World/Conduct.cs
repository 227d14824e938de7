using System.Collections.Immutable;

namespace RiskMonitor.StandIns.World;

/// <param name="Student">Record number in the school's students.</param>
/// <param name="Role">The system's own code: AG (aggressor), TA (target), PA (part).</param>
public sealed record BehaviourPupil(int Student, string Role, string? Action, int Points);

/// <summary>A behaviour incident with everybody in it.</summary>
public sealed record BehaviourRow
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public string? Status { get; init; }

    public string? Location { get; init; }

    public required DateOnly On { get; init; }

    /// <summary>London wall time; null when only the date was written down.</summary>
    public TimeOnly? Time { get; init; }

    public required DateOnly RecordedOn { get; init; }

    public required ImmutableArray<BehaviourPupil> Pupils { get; init; }
}

/// <summary>A suspension or permanent exclusion.</summary>
public sealed record ExclusionRow
{
    public required string Id { get; init; }

    public required int Student { get; init; }

    public bool IsPermanent { get; init; }

    public required string Reason { get; init; }

    public required string ReasonCode { get; init; }

    public required int Sessions { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    public required string AcademicYear { get; init; }

    public required string Term { get; init; }

    /// <summary>The governors' decision; sent upstream as <c>discipline_committee_reinstatement_date</c>.</summary>
    public DateOnly? ReinstatedOn { get; init; }

    public string? AppealResult { get; init; }
}

/// <summary>What a list of removed things says of one of them.</summary>
public sealed record DeletionRow(string Type, string Id, string MisId, DateTimeOffset DeletedAt, DateTimeOffset? RestoredAt);
