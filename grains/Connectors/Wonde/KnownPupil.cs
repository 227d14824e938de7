using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// What the streams roll, flags and leavers have said of one pupil. A <see cref="Pupil"/> replaces the one before it whole,
/// and no stream sends a whole one: so the parts are put together here.
/// </summary>
internal sealed record KnownPupil
{
    public required string Student { get; init; }

    public string? WondeId { get; init; }

    public RollFacts? Facts { get; init; }

    public DateOnly? Left { get; init; }

    /// <summary>The row's <c>updated_at</c>: tells whether a tombstone or a leaver's entry is the newer word.</summary>
    public DateTimeOffset? Updated { get; init; }

    public DateTimeOffset? Restored { get; init; }

    /// <summary>Null until the source has supplied them once.</summary>
    public ImmutableArray<PupilStatus>? ProtectionPlans { get; init; }

    public ImmutableArray<PupilStatus>? Care { get; init; }

    public ImmutableArray<FlagHistory> Flags { get; init; } = [];

    /// <summary>Our ids.</summary>
    public ImmutableArray<string> Siblings { get; init; } = [];

    /// <summary>The source's ids of contacts with whom the pupil lives; of no other contact.</summary>
    public ImmutableArray<string> Homes { get; init; } = [];

    public string? Household { get; init; }

    public ulong LastContent { get; init; }

    public int Revision { get; init; }

    public bool IsOnRoll => Facts is not null && Left is null;

    public FlagHistory Flag(StatusKind kind) => Flags.FirstOrDefault(flag => flag.Kind == kind) ?? new FlagHistory(kind, null, []);

    public KnownPupil With(FlagHistory flag) => this with { Flags = [.. Flags.Where(f => f.Kind != flag.Kind), flag] };

    public Pupil ToPupil(SchoolId school, DateOnly today) => new()
    {
        School = school,
        Student = new StudentId(Student),
        RecordedAt = Updated,
        Born = Facts!.Born,
        YearGroup = Facts.YearGroup,
        Registration = Facts.Registration,
        Joined = Facts.Joined,
        Left = Left,
        Household = Household,
        Statuses = [.. Statuses(today).OrderBy(status => status.Kind).ThenBy(status => status.From)],
        Upn = Facts.Upn,
        Initials = Facts.Initials,
        FullName = Facts.FullName,
    };

    private IEnumerable<PupilStatus> Statuses(DateOnly today) =>
    [
        .. Dated(StatusKind.CP, ProtectionPlans, today),
        .. Dated(StatusKind.CLA, Care, today),
        .. Flags.Where(flag => flag.Kind is not (StatusKind.CP or StatusKind.CLA)).SelectMany(flag => flag.Spans),
    ];

    // Dates are better than "first seen"; but a flag that stands while no dated span does is not to be overlooked.
    private IEnumerable<PupilStatus> Dated(StatusKind kind, ImmutableArray<PupilStatus>? dated, DateOnly today)
    {
        var seen = Flag(kind).Spans;
        if (dated is not { IsDefaultOrEmpty: false } spans)
            return seen;
        return spans.Any(span => span.HoldsOn(today)) ? spans : spans.Concat(seen.Where(span => span.To is null));
    }
}

internal sealed record RollFacts
{
    public DateOnly? Born { get; init; }

    public int? YearGroup { get; init; }

    public string? Registration { get; init; }

    public required DateOnly Joined { get; init; }

    public string? Upn { get; init; }

    public string? Initials { get; init; }

    public string? FullName { get; init; }
}
