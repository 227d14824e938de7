using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>A school's concerns that come as files: what was imported, what waits for its pupil, and what the school was told. Key: the school's id.</summary>
[Alias("IConcernImportGrain")]
public interface IConcernImportGrain : IGrainWithStringKey
{
    /// <summary>What a file would change. Changes nothing.</summary>
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

    /// <summary>How many imported concerns have each category, by the school's own names.</summary>
    [Alias("Categories"), AlwaysInterleave]
    Task<ImmutableDictionary<string, int>> Categories();
}

/// <param name="Full">Declared as a full export of these days and categories: what it does not have any more is withdrawn, once confirmed.</param>
/// <param name="Confirmation">As the preview gave it; else nothing is withdrawn.</param>
[GenerateSerializer, Immutable, Alias("ConcernFile")]
public sealed record ConcernFile([property: Id(0)] byte[] Bytes, [property: Id(1)] DeclaredExport? Full = null, [property: Id(2)] string? Confirmation = null);

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
