namespace RiskMonitor.Contracts;

/// <summary>
/// What a file of concerns would change at a school, or what it has changed. A reason repeats nothing of the file; of a pupil a sample shows
/// what a wall may show.
/// </summary>
/// <param name="TooOld">Rows older than the product remembers: not kept.</param>
/// <param name="Withdrawn">Concerns that a declared full export does not have any more.</param>
/// <param name="Confirmation">To be sent back with the file, so that exactly what was shown is withdrawn; null when nothing would be.</param>
/// <param name="Blocked">Why nothing of it can be imported as it is declared.</param>
/// <param name="ImportedBefore">When this very file was imported first; null when it is new.</param>
/// <param name="UnknownColumns">Columns nobody asked for: not read and not kept.</param>
/// <param name="Narratives">Rows with narrative text.</param>
/// <param name="KeepsNarrative">Whether the school has chosen to keep it; else only its hash and length are.</param>
/// <param name="UnmatchedRows">Rows that wait until the roll knows their pupil.</param>
/// <param name="Remarks">Of rows that count: what of them was not understood.</param>
public sealed record ConcernImportReport(
    int New,
    int Changed,
    int Unchanged,
    int Rejected,
    int Unmatched,
    int TooOld,
    int Withdrawn,
    string? Confirmation,
    string? Blocked,
    DateTimeOffset? ImportedBefore,
    int UnknownColumns,
    string Encoding,
    string Delimiter,
    int Narratives,
    bool KeepsNarrative,
    IReadOnlyList<SampleConcern> Samples,
    IReadOnlyList<SampleConcern> WithdrawnSamples,
    IReadOnlyList<RejectedRow> Rejections,
    IReadOnlyList<RejectedRow> UnmatchedRows,
    IReadOnlyList<RejectedRow> Remarks,
    IReadOnlyList<UnmappedCategory> Unmapped);

/// <param name="Outcome">new, changed, unchanged, unmatched or withdrawn.</param>
public sealed record SampleConcern(
    int Line, string Outcome, string? Incident, string? Initials, int? YearGroup, DateTimeOffset? OccurredAt, IReadOnlyList<string> Categories, int? Severity);

/// <summary>A category that nobody has said the meaning of: it counts as other, with severity 2.</summary>
public sealed record UnmappedCategory(string Name, int Rows);

/// <summary>How a school's imported concerns stand.</summary>
/// <param name="Concerns">How many count.</param>
/// <param name="Waiting">Rows whose pupil nobody knows yet, by reason.</param>
/// <param name="UnknownLinks">Linked pupils whom the roll does not know yet.</param>
public sealed record ConcernImportStatus(int Concerns, IReadOnlyList<WaitingReason> Waiting, int UnknownLinks, DateTimeOffset? LastImportedAt, bool KeepsNarrative);

public sealed record WaitingReason(string Reason, int Rows, DateTimeOffset Since);

public sealed record KeepNarrativeCommand(bool Keep);

public sealed record NarrativeReply(string Text);

/// <summary>A school's words for concerns, and the canonical words they can mean.</summary>
public sealed record CategoryList(IReadOnlyList<SchoolCategory> Categories, IReadOnlyList<CanonicalCategory> Canonical);

/// <param name="Count">Concerns that have it, of all sources.</param>
/// <param name="IsKnown">False: nobody has said what it means; it counts as other, with severity 2.</param>
/// <param name="SignedBy">Who signed off what it means; null: nobody yet.</param>
public sealed record SchoolCategory(string Name, int Count, string Canonical, int Severity, bool IsKnown, string? SignedBy, DateTimeOffset? SignedAt);

/// <param name="Severity">The usual one.</param>
public sealed record CanonicalCategory(string Name, int Severity);

/// <param name="Severity">1 to 4; null: the usual one.</param>
public sealed record SignOffCommand(string Name, string Canonical, int? Severity);

/// <summary>Rows of imported files that wait for a person to say whose concern they are, and those that somebody has placed.</summary>
/// <param name="More">How many more wait than are listed.</param>
public sealed record WaitingConcerns(IReadOnlyList<WaitingRow> Waiting, int More, IReadOnlyList<PlacedByHand> Placed);

/// <param name="Row">A name for the row that says nothing of it.</param>
/// <param name="Says">Which marks of identity the file gave, not what they are.</param>
public sealed record WaitingRow(
    string Row, string Reason, DateTimeOffset Since, string? Incident, DateTimeOffset? OccurredAt, IReadOnlyList<string> Categories, int? Severity, IReadOnlyList<string> Says);

/// <param name="Student">Null: no pupil of this school.</param>
public sealed record PlacedByHand(string Row, string? Incident, DateTimeOffset? OccurredAt, string? Student, string? Initials, int? YearGroup, string By, DateTimeOffset At);

/// <param name="Reason">Why what the file says of the pupil is looked at; it goes into the audit first.</param>
/// <param name="Search">Words of a name to look for on the roll.</param>
public sealed record LookAtRowCommand(string Reason, string? Search = null);

/// <summary>What a file says of a pupil, and who that may be. Shown after the audit was written, and not kept by the screen.</summary>
public sealed record RowIdentityReply(string? Name, DateOnly? Born, string? MisId, string? AdmissionNumber, bool HasUpn, IReadOnlyList<FittingPupil> Pupils);

/// <param name="Because">What speaks for this pupil.</param>
public sealed record FittingPupil(string Student, string? Initials, int? YearGroup, string? Registration, IReadOnlyList<string> Because);

public sealed record PlaceRowCommand(string Student);
