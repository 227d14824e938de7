namespace RiskMonitor.Connectors.Wonde;

// The fields we read of Wonde's rows, and no others: comments, addresses and medical notes are never taken in.
// Every field is nullable: what is missing is for the translators to judge.

internal sealed record StudentPayload
{
    public string? Id { get; init; }

    public string? Upi { get; init; }

    public string? MisId { get; init; }

    public string? Initials { get; init; }

    public string? Forename { get; init; }

    public string? Surname { get; init; }

    public WondeMoment? DateOfBirth { get; init; }

    public WondeMoment? RestoredAt { get; init; }

    public WondeMoment? CreatedAt { get; init; }

    public WondeMoment? UpdatedAt { get; init; }

    public Included<EducationPayload>? EducationDetails { get; init; }

    public Included<ExtendedPayload>? ExtendedDetails { get; init; }

    public Included<GroupPayload>? Year { get; init; }

    public Included<GroupPayload>? Registration { get; init; }

    public Included<RangePayload[]>? ChildProtectionPlanDateRanges { get; init; }

    public Included<RangePayload[]>? InCareDateRanges { get; init; }

    public Included<SiblingPayload[]>? Siblings { get; init; }

    public Included<ContactPayload[]>? Contacts { get; init; }
}

internal sealed record EducationPayload
{
    public string? AdmissionNumber { get; init; }

    public string? Upn { get; init; }

    public string? FormerUpn { get; init; }

    public string? CurrentNcYear { get; init; }

    public WondeMoment? AdmissionDate { get; init; }

    public WondeMoment? LeavingDate { get; init; }
}

internal sealed record ExtendedPayload
{
    public string? SenStatus { get; init; }

    /// <summary>A yes or no, however written; what it means is for the translator, since one odd word must not hide a pupil.</summary>
    public string? ChildProtectionPlan { get; init; }

    public string? ChildInNeed { get; init; }

    public string? InLeaCare { get; init; }
}

internal sealed record GroupPayload(string? Code, string? Name);

internal sealed record RangePayload(WondeMoment? StartDate, WondeMoment? EndDate);

internal sealed record SiblingPayload(string? Id, string? Upi);

/// <summary>Who the adult is is not read: only that it is the same one, and whether the pupil lives there.</summary>
internal sealed record ContactPayload(string? Id, string? Upi, Included<RelationshipPayload>? Relationship);

internal sealed record RelationshipPayload(string? LivesWithPupil);

internal sealed record CodePayload(string? Id, string? Code);

internal sealed record MarkPayload
{
    public string? Id { get; init; }

    public WondeMoment? Date { get; init; }

    public string? Session { get; init; }

    public WondeLink Student { get; init; }

    public WondeLink StudentId { get; init; }

    public WondeLink AttendanceCode { get; init; }

    public string? MinutesLate { get; init; }

    public WondeMoment? CreatedAt { get; init; }

    public WondeMoment? UpdatedAt { get; init; }
}

internal sealed record BehaviourPayload
{
    public string? Id { get; init; }

    public string? Type { get; init; }

    public decimal? Points { get; init; }

    public WondeMoment? IncidentDate { get; init; }

    public WondeMoment? RecordedDate { get; init; }

    public WondeMoment? CreatedAt { get; init; }

    public WondeMoment? UpdatedAt { get; init; }

    public Included<InvolvedPayload[]>? Students { get; init; }
}

internal sealed record InvolvedPayload(string? Id, string? Upi, Included<InvolvementPayload>? Meta);

internal sealed record InvolvementPayload(string? Role, decimal? Points);

internal sealed record ExclusionPayload
{
    public string? Id { get; init; }

    public WondeLink Student { get; init; }

    public WondeLink StudentId { get; init; }

    public string? Type { get; init; }

    public string? TypeCode { get; init; }

    public decimal? Sessions { get; init; }

    public decimal? Days { get; init; }

    public WondeMoment? StartDate { get; init; }

    public WondeMoment? EndDate { get; init; }

    public WondeMoment? AppealReinstatementDate { get; init; }

    public WondeMoment? DisciplineCommitteeReinstatementDate { get; init; }

    public WondeMoment? CreatedAt { get; init; }

    public WondeMoment? UpdatedAt { get; init; }
}

internal sealed record DeletionPayload
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public WondeMoment? DeletedAt { get; init; }

    public WondeMoment? RestoredAt { get; init; }
}
