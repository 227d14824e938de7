namespace RiskMonitor.Contracts;

/// <summary>A pupil's case on one page: identity masked, alerts with their evidence, what was recorded, and how fresh each source is.</summary>
public sealed record CaseContext
{
    public required string School { get; init; }

    public required string SchoolName { get; init; }

    public required string Student { get; init; }

    public string? Initials { get; init; }

    public int? YearGroup { get; init; }

    public string? Registration { get; init; }

    public IReadOnlyList<CaseStatus> Statuses { get; init; } = [];

    public IReadOnlyList<CaseAlert> Open { get; init; } = [];

    public IReadOnlyList<CaseAlert> Past { get; init; } = [];

    /// <summary>One entry a school day with its two marks, oldest first.</summary>
    public IReadOnlyList<DayMarks> Days { get; init; } = [];

    /// <summary>Holidays, INSET and closures inside the year, to be shaded.</summary>
    public IReadOnlyList<DateOnly> Closed { get; init; } = [];

    public required AttendanceTotals Attendance { get; init; }

    /// <summary>Null when the viewer may not see concerns at all; masked fields inside when by category.</summary>
    public IReadOnlyList<CaseConcern>? Concerns { get; init; }

    public IReadOnlyList<CaseBehaviour> Behaviour { get; init; } = [];

    public IReadOnlyList<CaseSuspension> Suspensions { get; init; } = [];

    /// <summary>What people decided about the pupil and why, those of alerts among them, newest first.</summary>
    public IReadOnlyList<CaseDecisionText> Decisions { get; init; } = [];

    /// <summary>Other pupils of the school in the same household. Null when the viewer may not see them.</summary>
    public IReadOnlyList<CaseSibling>? Household { get; init; }

    /// <summary>The open alerts of the same child at other schools of the trust, where the viewer may see them.</summary>
    public IReadOnlyList<CaseElsewhere> Elsewhere { get; init; } = [];

    /// <summary>Every rule, and why it is quiet or cannot tell.</summary>
    public IReadOnlyList<CaseVerdict> Rules { get; init; } = [];

    public required BoardFreshness Freshness { get; init; }

    /// <summary>What the viewer's grants hide, in plain words; empty when nothing is hidden.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];
}

/// <param name="Student">By which the other school knows the child.</param>
/// <param name="Open">As cards of that school, by what the viewer may see there.</param>
public sealed record CaseElsewhere(string School, string SchoolName, string Student, IReadOnlyList<AlertCard> Open);

/// <param name="What">What was decided; for an alert, what was done with it.</param>
/// <param name="Alert">The title of the alert it was about; null: it was about the pupil.</param>
public sealed record CaseDecisionText(string Id, DateTimeOffset At, string By, string What, string Why, string? Alert = null);

/// <param name="Worst">The severity of the most urgent open alert; null: there is none.</param>
public sealed record CaseSibling(string Student, string? Initials, int? YearGroup, int Open, string? Worst);

/// <param name="What">At most 120 characters.</param>
/// <param name="Why">At most 1,000 characters.</param>
/// <param name="CommandId">Chosen by the client; the same id twice is recorded once.</param>
public sealed record RecordDecisionCommand(string What, string Why, string CommandId);

/// <param name="Reason">Stands on every page and in the audit; at most 200 characters.</param>
public sealed record PrintCommand(string Reason);

/// <summary>What stands on every sheet of paper about a pupil.</summary>
public static class Classification
{
    public const string Line = "CONFIDENTIAL: SAFEGUARDING. Personal data of a child. Do not copy, forward or leave unattended.";
}

public sealed record CaseStatus(string Kind, DateOnly From, DateOnly? To, bool Current);

public sealed record CaseAlert
{
    public required AlertCard Card { get; init; }

    /// <summary>The law or guidance the rule rests on.</summary>
    public required string Basis { get; init; }

    public required int RuleVersion { get; init; }

    /// <summary>The edition of the school's rules that raised it and judges it until it ends; 0 is the catalogue.</summary>
    public int Edition { get; init; }

    /// <summary>What would clear it, as a plain sentence.</summary>
    public required string Clears { get; init; }

    public DateOnly? WindowFrom { get; init; }

    public DateOnly? WindowTo { get; init; }

    public IReadOnlyList<EvidenceNumber> Numbers { get; init; } = [];

    public IReadOnlyList<EvidenceRow> Items { get; init; } = [];

    public IReadOnlyList<AlertStep> History { get; init; } = [];
}

public sealed record EvidenceNumber(string Name, decimal Value);

public sealed record EvidenceRow(DateOnly Date, string? Session, string? Code, string? Category, string? RecordedByRole);

/// <param name="Kind">changed (the states say what), snoozed, woken, escalated, noted, watched, unwatched, lapsed, undone, closed or toldagain.</param>
/// <param name="Until">For a snooze.</param>
/// <param name="Outcome">For a closure.</param>
public sealed record AlertStep(
    int Sequence, string From, string To, string Severity, DateTimeOffset At, DateOnly Effective, string Cause, string? Actor, string? Note,
    string Kind = "changed", DateOnly? Until = null, string? Outcome = null);

/// <summary>The marks of one day: the code as recorded and what it counts as (present, approved, authorised, unauthorised, not-possible, none).</summary>
public sealed record DayMarks(DateOnly Date, string? Morning, string MorningKind, string? Afternoon, string AfternoonKind);

/// <summary>This school year to date, in sessions.</summary>
public sealed record AttendanceTotals(int Possible, int Attended, int Authorised, int Unauthorised);

public sealed record CaseConcern(string Id, DateTimeOffset OccurredAt, DateTimeOffset? RecordedAt, IReadOnlyList<string> Categories, int Severity, string? RecorderRole, IReadOnlyList<CaseAction> Actions);

public sealed record CaseAction(DateTimeOffset At, string Kind, string? Agency);

public sealed record CaseBehaviour(DateTimeOffset OccurredAt, string Kind, int Points, string Role);

public sealed record CaseSuspension(DateOnly From, DateOnly? To, int Sessions, bool Permanent);

/// <param name="Answer">fired, quiet or cannot-tell.</param>
public sealed record CaseVerdict(string Rule, string Title, string Answer, string Reason);
