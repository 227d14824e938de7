using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>A school's concerns that come as files: what was imported, what waits for its pupil, and what the school was told. Key: the school's id.</summary>
[Alias("IConcernImportGrain")]
public interface IConcernImportGrain : IGrainWithStringKey
{
    /// <summary>What a file would change. Changes nothing. Who looks, and whose concerns they are shown, is in the audit before it answers.</summary>
    [Alias("Preview")]
    Task<ConcernImportAnswer> Preview(ConcernFile file);

    /// <summary>Takes a file in: kept first, then told to the school's journal. The same file again changes nothing.</summary>
    [Alias("Import")]
    Task<ConcernImportAnswer> Import(ConcernFile file);

    /// <summary>The roll, the category table or time has changed: rows that wait are tried again, and what is told is brought in line.</summary>
    [Alias("Settle")]
    Task<ConcernImportState> Settle();

    [Alias("State")]
    Task<ConcernImportState> State();

    /// <summary>Whether narrative is kept; audited. Switched off, what was kept is deleted.</summary>
    [Alias("KeepNarrative")]
    Task<ConcernImportState> KeepNarrative(bool keeps, string actor);

    /// <summary>Writes who reads a concern's narrative, and why, before it answers with it. Null: there is none.</summary>
    [Alias("Narrative")]
    Task<string?> Narrative(RevealNarrative request);

    /// <summary>The rows that wait for a person, and those that a person has placed. Of a pupil it says what a wall may show.</summary>
    [Alias("Rows"), AlwaysInterleave]
    Task<HandPlacings> Rows();

    /// <summary>What the file said of the pupil whom a row is about, and who that may be. Written in the audit before it answers. Null: no such row waits.</summary>
    [Alias("Look")]
    Task<RowIdentity?> Look(LookAtRow request);

    /// <summary>A person says whose concern a row is, or that it is no pupil's of this school. Audited; twice is once.</summary>
    [Alias("Place")]
    Task<PlacingOutcome> Place(PlaceRow request);

    /// <summary>Takes back what a person has said of a row: it waits again. Audited; twice is once.</summary>
    [Alias("TakeBack")]
    Task<PlacingOutcome> TakeBack(string row, string actor);

    /// <summary>How many imported concerns have each category, by the school's own names.</summary>
    [Alias("Categories"), AlwaysInterleave]
    Task<ImmutableDictionary<string, int>> Categories();
}

/// <param name="Full">Declared as a full export of these days and categories: what it does not have any more is withdrawn, once confirmed.</param>
/// <param name="Confirmation">As the preview gave it; else nothing is withdrawn.</param>
/// <param name="Actor">Who looks at it, an opaque staff id: a preview is audited by them, with whose concerns it shows. Null: no person.</param>
[GenerateSerializer, Immutable, Alias("ConcernFile")]
public sealed record ConcernFile([property: Id(0)] byte[] Bytes, [property: Id(1)] DeclaredExport? Full = null, [property: Id(2)] string? Confirmation = null, [property: Id(3)] string? Actor = null);

/// <param name="Categories">Empty: all.</param>
[GenerateSerializer, Immutable, Alias("DeclaredExport")]
public sealed record DeclaredExport([property: Id(0)] DateOnly From, [property: Id(1)] DateOnly To, [property: Id(2)] ImmutableArray<string> Categories);

/// <summary>What a file would change or has changed. No reason repeats anything of the file.</summary>
[GenerateSerializer, Immutable, Alias("ConcernImportAnswer")]
public sealed record ConcernImportAnswer
{
    /// <summary>Why the file cannot be read at all.</summary>
    [Id(0)] public string? Trouble { get; init; }

    /// <summary>Why nothing of it was, or would be, imported.</summary>
    [Id(1)] public string? Blocked { get; init; }

    [Id(2)] public int New { get; init; }

    [Id(3)] public int Changed { get; init; }

    [Id(4)] public int Unchanged { get; init; }

    [Id(5)] public int Rejected { get; init; }

    [Id(6)] public int Unmatched { get; init; }

    [Id(7)] public int TooOld { get; init; }

    [Id(8)] public int Withdrawn { get; init; }

    /// <summary>To be sent back with the file by whoever has seen what would be withdrawn.</summary>
    [Id(9)] public string? Confirmation { get; init; }

    [Id(10)] public DateTimeOffset? ImportedBefore { get; init; }

    [Id(11)] public int UnknownColumns { get; init; }

    [Id(12)] public string Encoding { get; init; } = "";

    [Id(13)] public string Delimiter { get; init; } = "";

    [Id(14)] public int Narratives { get; init; }

    [Id(15)] public bool KeepsNarrative { get; init; }

    [Id(16)] public ImmutableArray<ConcernSample> Samples { get; init; } = [];

    [Id(17)] public ImmutableArray<RowRemark> Rejections { get; init; } = [];

    [Id(18)] public ImmutableArray<RowRemark> UnmatchedRows { get; init; } = [];

    /// <summary>Of rows that count: what of them was not understood, or read in one of two ways.</summary>
    [Id(19)] public ImmutableArray<RowRemark> Remarks { get; init; } = [];

    [Id(20)] public ImmutableSortedDictionary<string, int> UnmappedCategories { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Some of the concerns that would be withdrawn.</summary>
    [Id(21)] public ImmutableArray<ConcernSample> WithdrawnSamples { get; init; } = [];
}

/// <param name="Line">0: not a row of the file.</param>
/// <param name="Outcome">new, changed, unchanged, unmatched, too old or withdrawn.</param>
/// <param name="Pupil">Initials and year as a wall shows them; null while nobody knows.</param>
[GenerateSerializer, Immutable, Alias("ConcernSample")]
public sealed record ConcernSample(
    [property: Id(0)] int Line,
    [property: Id(1)] string Outcome,
    [property: Id(2)] string? Incident,
    [property: Id(3)] MaskedIdentity? Pupil,
    [property: Id(4)] DateTimeOffset? OccurredAt,
    [property: Id(5)] ImmutableArray<string> Categories,
    [property: Id(6)] int? Severity);

[GenerateSerializer, Immutable, Alias("RowRemark")]
public sealed record RowRemark([property: Id(0)] int Line, [property: Id(1)] string? Column, [property: Id(2)] string Reason);

/// <param name="Concerns">Concerns that count.</param>
/// <param name="Waiting">Why rows wait, each reason with how many and since when.</param>
/// <param name="UnknownLinks">Linked pupils whom the roll does not know yet.</param>
[GenerateSerializer, Immutable, Alias("ConcernImportState")]
public sealed record ConcernImportState(
    [property: Id(0)] int Concerns,
    [property: Id(1)] ImmutableArray<WaitingRows> Waiting,
    [property: Id(2)] int UnknownLinks,
    [property: Id(3)] DateTimeOffset? LastImportedAt,
    [property: Id(4)] bool KeepsNarrative);

[GenerateSerializer, Immutable, Alias("WaitingRows")]
public sealed record WaitingRows([property: Id(0)] string Reason, [property: Id(1)] int Count, [property: Id(2)] DateTimeOffset Since);

[GenerateSerializer, Immutable, Alias("RevealNarrative")]
public sealed record RevealNarrative([property: Id(0)] string Concern, [property: Id(1)] string Actor, [property: Id(2)] string Reason);

/// <param name="Waiting">At most a thousand, those that wait longest first.</param>
[GenerateSerializer, Immutable, Alias("HandPlacings")]
public sealed record HandPlacings([property: Id(0)] ImmutableArray<RowThatWaits> Waiting, [property: Id(1)] int More, [property: Id(2)] ImmutableArray<RowPlaced> Placed);

/// <param name="Row">A name for the row that says nothing of it.</param>
/// <param name="Says">Which marks of identity the file gave, not what they are.</param>
[GenerateSerializer, Immutable, Alias("RowThatWaits")]
public sealed record RowThatWaits(
    [property: Id(0)] string Row,
    [property: Id(1)] string Reason,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] string? Incident,
    [property: Id(4)] DateTimeOffset? OccurredAt,
    [property: Id(5)] ImmutableArray<string> Categories,
    [property: Id(6)] int? Severity,
    [property: Id(7)] ImmutableArray<string> Says);

/// <param name="Pupil">Null: no pupil of this school.</param>
[GenerateSerializer, Immutable, Alias("RowPlaced")]
public sealed record RowPlaced(
    [property: Id(0)] string Row,
    [property: Id(1)] string? Incident,
    [property: Id(2)] DateTimeOffset? OccurredAt,
    [property: Id(3)] string? Student,
    [property: Id(4)] MaskedIdentity? Pupil,
    [property: Id(5)] string By,
    [property: Id(6)] DateTimeOffset At);

/// <param name="Search">Words of a name to look for on the roll; null: only who fits what the file says.</param>
[GenerateSerializer, Immutable, Alias("LookAtRow")]
public sealed record LookAtRow([property: Id(0)] string Row, [property: Id(1)] string Actor, [property: Id(2)] string Reason, [property: Id(3)] string? Search);

/// <param name="Name">In the form in which names are compared.</param>
[GenerateSerializer, Immutable, Alias("RowIdentity")]
public sealed record RowIdentity(
    [property: Id(0)] string? Name,
    [property: Id(1)] DateOnly? Born,
    [property: Id(2)] string? MisId,
    [property: Id(3)] string? AdmissionNumber,
    [property: Id(4)] bool HasUpn,
    [property: Id(5)] ImmutableArray<PupilWhoFits> Pupils)
{
    // A name and a date of birth stay out of logs, whatever prints this.
    public override string ToString() => "what a row says of a pupil";
}

[GenerateSerializer, Immutable, Alias("PupilWhoFits")]
public sealed record PupilWhoFits([property: Id(0)] string Student, [property: Id(1)] MaskedIdentity Pupil, [property: Id(2)] ImmutableArray<string> Because);

/// <param name="Student">Null: it is no pupil of this school.</param>
[GenerateSerializer, Immutable, Alias("PlaceRow")]
public sealed record PlaceRow([property: Id(0)] string Row, [property: Id(1)] string? Student, [property: Id(2)] string Actor);

[GenerateSerializer, Alias("PlacingOutcome")]
public enum PlacingOutcome
{
    Done,

    /// <summary>No such row waits, or nobody has placed it.</summary>
    NoSuchRow,

    /// <summary>The roll has no such pupil.</summary>
    NoSuchPupil,

    /// <summary>Somebody has said something else of it, which must be taken back first.</summary>
    PlacedOtherwise,
}
