using System.Collections.Immutable;
using RiskMonitor.Domain.Auditing;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <summary>How many marks of one date count as what, over a school's pupils.</summary>
/// <param name="Marked">Sessions with a mark of any kind.</param>
/// <param name="OffSite">Of those, codes B, C, C2, D and X: where a pupil is neither in school nor counted as missing.</param>
public readonly record struct DayMarkCounts(int Marked, int Possible, int Absent, int Unauthorised, int OffSite)
{
    public static DayMarkCounts operator +(DayMarkCounts one, DayMarkCounts other) =>
        new(one.Marked + other.Marked, one.Possible + other.Possible, one.Absent + other.Absent, one.Unauthorised + other.Unauthorised, one.OffSite + other.OffSite);

    public static DayMarkCounts operator -(DayMarkCounts one, DayMarkCounts other) =>
        new(one.Marked - other.Marked, one.Possible - other.Possible, one.Absent - other.Absent, one.Unauthorised - other.Unauthorised, one.OffSite - other.OffSite);
}

/// <summary>One pupil's concerns and what was done about them.</summary>
public sealed record PupilConcerns(ImmutableArray<Concern> Concerns, ImmutableArray<ConcernAction> Actions);

/// <summary>
/// What a school's pupils add up to. Changed by difference, so that a correction lowers what it corrects; it equals
/// <see cref="Of"/>, a recount, at any time. Not stored: a school that wakes up counts again.
/// </summary>
public sealed record SchoolStatistics
{
    public static SchoolStatistics Empty { get; } = new();

    /// <summary>Pupils with at least one concern.</summary>
    public ImmutableSortedDictionary<StudentId, PupilConcerns> Concerns { get; internal init; } = ImmutableSortedDictionary<StudentId, PupilConcerns>.Empty;

    /// <summary>Pupils with at least one suspension.</summary>
    public ImmutableSortedDictionary<StudentId, ImmutableArray<Suspension>> Suspensions { get; internal init; } = ImmutableSortedDictionary<StudentId, ImmutableArray<Suspension>>.Empty;

    /// <summary>Child-on-child concerns by the pupils whom they name, whoever they were filed for; one per concern.</summary>
    public ImmutableDictionary<StudentId, ImmutableArray<Concern>> NamedIn { get; internal init; } = ImmutableDictionary<StudentId, ImmutableArray<Concern>>.Empty;

    /// <summary>Marks by date; dates without any are not there.</summary>
    public ImmutableSortedDictionary<DateOnly, DayMarkCounts> Marks { get; internal init; } = ImmutableSortedDictionary<DateOnly, DayMarkCounts>.Empty;

    /// <summary>The two groups of the disproportionality audit (SCH-11): counts only.</summary>
    public AuditGroups Groups { get; internal init; } = AuditGroups.Empty;

    public static SchoolStatistics Of(IEnumerable<Chronology> pupils)
    {
        var intake = new StatisticsIntake(Empty);
        foreach (var pupil in pupils) intake.Take(null, pupil);
        return intake.Done();
    }

    public override string ToString() => $"statistics of {Concerns.Count} pupils with concerns, {Marks.Count} dates";
}
