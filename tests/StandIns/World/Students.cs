using System.Collections.Immutable;

namespace RiskMonitor.StandIns.World;

/// <summary>Both dates inclusive; open when <see cref="To"/> is null.</summary>
public sealed record DateRange(DateOnly From, DateOnly? To);

/// <summary>An adult of a pupil's, by an id that is the same for each of their children.</summary>
public sealed record ContactRow(string Id, bool LivesWithPupil);

/// <summary>A pupil as a management information system knows one. Null means what it means upstream: unknown, withheld or not supplied.</summary>
public sealed record StudentRow
{
    public required string WondeId { get; init; }

    /// <summary>At Assembly, the record number of the pupil of whom this is an earlier stay: a row of its own with that pupil's id.</summary>
    public int? StayOf { get; init; }

    /// <summary>The key that survives a change of <see cref="WondeId"/>.</summary>
    public required string Upi { get; init; }

    public required string MisId { get; init; }

    /// <summary>The pupil's id in the safeguarding system.</summary>
    public required string SafeguardingId { get; init; }

    public required string Forename { get; init; }

    public required string Surname { get; init; }

    public string? MiddleNames { get; init; }

    /// <summary>Free text upstream: six documented values and whatever else a school wrote.</summary>
    public string? Gender { get; init; }

    public DateOnly? Born { get; init; }

    public string? Upn { get; init; }

    public string? FormerUpn { get; init; }

    public string? AdmissionNumber { get; init; }

    public required DateOnly Admitted { get; init; }

    /// <summary>The last day on roll: from then on the pupil is listed among the leavers.</summary>
    public DateOnly? Left { get; init; }

    /// <summary><c>7</c>, <c>R</c>, <c>N</c>; null when the source does not say.</summary>
    public string? Year { get; init; }

    public string? Registration { get; init; }

    /// <summary><c>E</c> an education, health and care plan, <c>K</c> SEN support, <c>N</c> none.</summary>
    public string? SenStatus { get; init; }

    public bool? ChildInNeed { get; init; }

    public bool? FreeSchoolMeals { get; init; }

    public ImmutableArray<DateRange> ChildProtectionPlans { get; init; } = [];

    public ImmutableArray<DateRange> InCare { get; init; } = [];

    /// <summary>Record numbers of the pupils of the same school who live with this one.</summary>
    public ImmutableArray<int> Siblings { get; init; } = [];

    public ImmutableArray<ContactRow> Contacts { get; init; } = [];

    public string Initials => string.Concat(Forename.AsSpan(0, 1), Surname.AsSpan(0, 1));
}
