using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>What a journal entry holds. The numbers are stored: never reuse one.</summary>
public enum EntryKind
{
    /// <summary>A batch of observations as NDJSON.</summary>
    Observations = 1,

    /// <summary>The clock reached an instant at which something was due.</summary>
    Clock = 2,

    /// <summary>A feed (the body names it) was read to the end for the first time; after the last one people are told.</summary>
    BaselineEnd = 3,

    /// <summary>The first import begins: the body names the feeds to wait for, one a line.</summary>
    BaselineBegin = 4,

    /// <summary>An edition of the school's rules, as JSON: its number is its place among them.</summary>
    RulesPublished = 5,

    /// <summary>
    /// A batch of observations like any other, of what was so before we came: the first read of a source that joined later, the first import of concerns. What
    /// becomes true with it is listed as pre-existing, and nobody is asked.
    /// </summary>
    PriorObservations = 6,
}

/// <summary>What a kind of entry holds.</summary>
public static class EntryKinds
{
    /// <summary>Whether the body is observations as NDJSON.</summary>
    public static bool IsObservations(this EntryKind kind) => kind is EntryKind.Observations or EntryKind.PriorObservations;
}

/// <summary>
/// One batch as it was received by one school. <see cref="Position"/> counts from 1 within the school and only grows.
/// <see cref="BatchKey"/> names the batch within the school for ever: the same key is the same batch.
/// </summary>
public sealed record JournalEntry(
    long Position,
    DateTimeOffset ReceivedAt,
    EntryKind Kind,
    string BatchKey,
    ReadOnlyMemory<byte> Body);

/// <summary>
/// Where a batch stands in the journal. <see cref="AlreadyAppended"/>: it was there before this call, at
/// <see cref="Position"/>; when that is not the position the caller offered, the offered one is still free.
/// </summary>
public readonly record struct AppendResult(long Position, bool AlreadyAppended);

/// <summary>The right to write for one school until somebody else takes over, and where the school stood when it was taken.</summary>
/// <param name="Fence">Grows by one with each owner; a write with an older one is refused.</param>
/// <param name="LastPosition">The highest position of the journal, 0 when it is empty.</param>
/// <param name="ProcessedPosition">Up to here the journal's outcomes are stored.</param>
/// <param name="LastUpdate">The number of the board's last stored update, 0 when there is none.</param>
/// <param name="LastReceivedAt">The latest receipt time in the journal, null when it is empty.</param>
public sealed record SchoolLease(
    SchoolId School,
    long Fence,
    long LastPosition,
    long ProcessedPosition,
    long LastUpdate,
    DateTimeOffset? LastReceivedAt);
