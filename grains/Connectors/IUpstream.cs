using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors;

/// <summary>
/// A kind of source. One object per kind, used by every feed of that kind at once: it keeps nothing between calls,
/// what must be remembered between sweeps is in <see cref="UpstreamMemory"/>.
/// </summary>
public interface IUpstream
{
    /// <summary>The word in the configuration: <c>wonde</c>, <c>assembly</c>, <c>safeguarding-source</c>.</summary>
    string Source { get; }

    /// <summary>In the order in which they must be read: the roll before the marks that name pupils.</summary>
    ImmutableArray<string> Streams { get; }

    /// <summary>Whether a stream must be in the next sweep however short a time ago it was read, since others need to know how it stands.</summary>
    bool MustRead(string stream, UpstreamMemory memory) => false;

    /// <summary>Is it there, what is its clock, and which streams may we read?</summary>
    /// <exception cref="UpstreamException">It could not be asked.</exception>
    Task<UpstreamHealth> Probe(UpstreamBinding binding, CancellationToken cancellation);

    /// <summary>
    /// Reads one stream page by page. A page is complete when it is yielded; the sweep is complete only when the enumeration ends
    /// without an exception, and only then may the watermark move.
    /// </summary>
    /// <exception cref="UpstreamException">The sweep is not complete; the reason is in plain words for an operator.</exception>
    IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation);

    /// <summary>The names of the school's categories of concerns, with how many remembered concerns each has; none where a source has no concerns.</summary>
    ImmutableDictionary<string, int> CategoriesIn(UpstreamMemory memory) => ImmutableDictionary<string, int>.Empty;

    /// <summary>Links of a stream to pupils who are on no roll we know, leavers mostly: they wait for a roll that has them, and are no trouble.</summary>
    int OffRollIn(string stream, UpstreamMemory memory) => 0;
}

/// <summary>Where one school's source is and how to be let in.</summary>
public sealed record UpstreamBinding
{
    public required SchoolId School { get; init; }

    public required Uri Address { get; init; }

    /// <summary>Empty where a grant brings the first token too.</summary>
    public required string Token { get; init; }

    /// <summary>How the token is renewed when it has run out; null where it does not.</summary>
    public UpstreamGrant? Grant { get; init; }

    /// <summary>The school's id at the source.</summary>
    public required string UpstreamSchool { get; init; }

    /// <summary>Whom the source's pupil ids and UPNs stand for. Only sources that do not bring the roll themselves need it.</summary>
    public PupilDirectory Pupils { get; init; } = PupilDirectory.Empty;

    /// <summary>The key under which UPNs are remembered, the same for all feeds of a school. Empty: pupils are not matched by UPN.</summary>
    public ReadOnlyMemory<byte> UpnKey { get; init; }

    /// <summary>The refused change of the roll of which a person has said that it is meant (<see cref="RefusedChange.Id"/>); null: of none.</summary>
    public string? AcceptedChange { get; init; }

    /// <summary>How a wait is sat out that the source names and that is too long for a request; null: it ends the sweep.</summary>
    public PauseOf? Pause { get; init; }

    /// <summary>What the school's own concern categories mean, as signed off by its safeguarding lead.</summary>
    public CategoryTable Categories { get; init; } = CategoryTable.Default;
}

/// <summary>The source wants to be left alone for a while, in the middle of a sweep.</summary>
/// <param name="Reason">In plain words for an operator.</param>
public readonly record struct SourcePause(TimeSpan Wait, string Reason);

/// <summary>Waits as long as the pause says, and shows meanwhile that it does.</summary>
public delegate Task PauseOf(SourcePause pause, CancellationToken cancellation);

/// <param name="ServerNow">The source's own clock: the upper bound of a sweep is taken from it, not from ours.</param>
/// <param name="Online">False: the agent in the school is not delivering, and nothing new can be expected.</param>
public sealed record UpstreamHealth(DateTimeOffset ServerNow, bool Online, ImmutableDictionary<string, Coverage> Streams)
{
    /// <summary>When the source itself last heard from the school's system; null where it does not say.</summary>
    public DateTimeOffset? LastSyncAt { get; init; }
}

/// <summary>Null is three things: the fact is absent, we may not read it, or the source does not supply it.</summary>
public enum Coverage
{
    Supplied,
    NotPermitted,
    NotSupplied,
    IncludeRejected,
    Unknown,
}

/// <param name="UpdatedFrom">Inclusive lower bound, lookback already subtracted; null for a full read.</param>
/// <param name="UpdatedBefore">Exclusive upper bound.</param>
/// <param name="Memory">What earlier sweeps of this feed learnt (ids, codes); each page carries it on, extended.</param>
public sealed record SweepRequest(string Stream, DateTimeOffset? UpdatedFrom, DateTimeOffset UpdatedBefore, UpstreamMemory Memory)
{
    /// <summary>By our own clock, which does not jump when the source's does: what is done once a day, or forgotten after a year, is so by this one.</summary>
    public DateTimeOffset Now { get; init; } = UpdatedBefore;

    /// <summary>Rows set aside that are to be read once more before the sweep, since somebody has mended what they failed on.</summary>
    public RowsAgain? Again { get; init; }

    /// <summary>The same stream, as far back as the rows to be read once more may be.</summary>
    internal SweepRequest ForRowsAgain() => this with { UpdatedFrom = Again!.From };
}

/// <param name="From">None of them was changed before this, by the source's clock; null when nobody knows.</param>
/// <param name="Rows">The source's ids. Other rows that come with them are passed over.</param>
public sealed record RowsAgain(DateTimeOffset? From, ImmutableHashSet<string> Rows);

public sealed record UpstreamPage
{
    public ImmutableArray<UpstreamRecord> Records { get; init; } = [];

    public ImmutableArray<Quarantined> Quarantined { get; init; } = [];

    /// <summary>The source's ids of rows that were read and understood: what was set aside of them before is no longer.</summary>
    public ImmutableArray<string> Understood { get; init; } = [];

    public required UpstreamMemory Memory { get; init; }

    /// <summary>What is understood or set aside here is a list of the stream's, and no row of it: it tells nothing of whether rows are understood.</summary>
    public bool HasNoRows { get; init; }

    /// <summary>Of the sweep so far: the last page's holds for all of it.</summary>
    public Coverage Coverage { get; init; } = Coverage.Supplied;
}

/// <summary>One source record as observations (an incident is one for each pupil), with what tells a change from a repeat.</summary>
/// <param name="RecordId">The source's id, unique within the stream.</param>
/// <param name="ContentHash">Over the mapped fields only: many sources touch "updated" without a change.</param>
public sealed record UpstreamRecord(string RecordId, ulong ContentHash, ImmutableArray<Observation> Observations)
{
    /// <summary>The source's id of the row it was made of; empty where it was made of no single row.</summary>
    public string RowId { get; init; } = "";
}

/// <summary>A row that could not be understood. Kept and shown, never skipped, never guessed.</summary>
/// <param name="Reason">Names the field and what is wrong with it; no pupil data.</param>
public sealed record Quarantined(string Stream, string RecordId, string Reason)
{
    /// <summary>The row is well formed and lacks only what another stream may yet bring.</summary>
    public bool MayResolve { get; init; }
}

/// <summary>The source could not be read to the end. The message is for an operator and holds no pupil data and no token.</summary>
public sealed class UpstreamException : Exception
{
    public UpstreamException(string message)
        : base(message)
    {
    }

    public UpstreamException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public UpstreamException()
    {
    }

    /// <summary>What was not taken in since so much would go at once; null: it was something else.</summary>
    public RefusedChange? Change { get; init; }

    /// <summary>The answer was larger than we take in one: fewer rows may be asked for.</summary>
    internal bool IsTooLarge { get; init; }
}
