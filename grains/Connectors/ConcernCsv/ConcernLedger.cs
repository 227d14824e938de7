using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>A row whose pupil is known.</summary>
/// <param name="IsAbsent">A declared full export did not have it any more, and a person confirmed that it is gone.</param>
public sealed record LedgerEntry(ConcernRow Row, string? Student, bool IsAbsent = false)
{
    public bool IsLive => !Row.Deleted && !IsAbsent && Student is not null;
}

/// <summary>A row in quarantine: whom it is about nobody knows yet. Tried again when the roll changes.</summary>
/// <param name="Reason">Names the field; no pupil data.</param>
public sealed record WaitingConcern(ConcernRow Row, PupilClue Pupil, string Reason, DateTimeOffset Since);

/// <summary>What a person has said of a row that nobody could place: whose concern it is, or that it is no pupil's of this school.</summary>
/// <param name="Student">Null: no pupil of ours.</param>
/// <param name="By">An opaque staff id.</param>
/// <param name="Waited">The row as it waited, so that it can wait again if this is taken back.</param>
public sealed record HandPlacing(string? Student, string By, DateTimeOffset At, WaitingConcern Waited);

/// <summary>What the school's journal was last told of one concern, so that only what is different is told again.</summary>
/// <param name="Actions">Each action's id with what was told of it.</param>
public sealed record ToldConcern(string Id, string Student, ulong Content, ImmutableSortedDictionary<string, ulong> Actions);

/// <summary>
/// Everything a school has imported: its rows by identity, newest word of each. What is told follows from it, the roll and the category table
/// alone, so it does not matter in how many files, in which order and how often the rows came.
/// </summary>
public sealed record ConcernLedger
{
    public static ConcernLedger Empty { get; } = new();

    public ImmutableDictionary<string, LedgerEntry> Entries { get; init; } = ImmutableDictionary<string, LedgerEntry>.Empty;

    public ImmutableDictionary<string, WaitingConcern> Waiting { get; init; } = ImmutableDictionary<string, WaitingConcern>.Empty;

    /// <summary>By the key under which the row waited. It outranks what the roll says, until it is taken back.</summary>
    public ImmutableDictionary<string, HandPlacing> ByHand { get; init; } = ImmutableDictionary<string, HandPlacing>.Empty;

    /// <summary>By the natural key of the concern.</summary>
    public ImmutableDictionary<string, ToldConcern> Told { get; init; } = ImmutableDictionary<string, ToldConcern>.Empty;

    /// <summary>SHA-256 of each file → when it was first imported.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Files { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>When the latest import was of which the school's board has been told, so that it says how fresh its concerns are.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>When the latest file came that was not here before.</summary>
    [JsonIgnore]
    public DateTimeOffset? LastImportedAt => Files.IsEmpty ? null : Files.Values.Max();

    /// <summary>Whether the school has chosen to keep the narrative of its concerns.</summary>
    public bool KeepsText { get; init; }

    /// <summary>Grows with each sending, stored before it starts.</summary>
    public long Run { get; init; }

    internal static bool IsForgotten(ConcernRow row, DateTimeOffset now) =>
        ((DateTimeOffset?[])[row.OccurredAt, row.RecordedAt, row.UpdatedAt]).Max() is { } last && last < now.AddDays(-UpstreamMemory.RememberedDays);

    /// <summary>Without what is older than the product's memory.</summary>
    public ConcernLedger Forget(DateTimeOffset now)
    {
        var entries = Entries.RemoveRange(Entries.Where(each => IsForgotten(each.Value.Row, now)).Select(each => each.Key));
        var waiting = Waiting.RemoveRange(Waiting.Where(each => IsForgotten(each.Value.Row, now)).Select(each => each.Key));
        var files = Files.RemoveRange(Files.Where(each => each.Value < now.AddDays(-UpstreamMemory.RememberedDays)).Select(each => each.Key));
        var byHand = ByHand.RemoveRange(ByHand.Where(each => IsForgotten(each.Value.Waited.Row, now)).Select(each => each.Key));
        return entries == Entries && waiting == Waiting && files == Files && byHand == ByHand
            ? this
            : this with { Entries = entries, Waiting = waiting, Files = files, ByHand = byHand };
    }

    /// <summary>The name under which a row that waits is spoken of: it says nothing of the row.</summary>
    public static string HandleOf(string key) => ConcernRow.Digest(key);

    /// <summary>With what a person has said of a row that waits. It is placed, or stops waiting, when the ledger is next settled.</summary>
    public ConcernLedger Place(string key, HandPlacing placing) => this with { ByHand = ByHand.SetItem(key, placing) };

    /// <summary>As if nobody had said anything of the row: it waits again, and what was told of it is taken back.</summary>
    public ConcernLedger TakeBack(string key)
    {
        var placing = ByHand[key];
        var placed = placing.Student is { } student ? LedgerIntake.KeyOf(placing.Waited.Row, student) : null;
        return this with
        {
            ByHand = ByHand.Remove(key),
            Waiting = Waiting.SetItem(key, placing.Waited),
            // A later word of the source about the same incident may have placed it by itself: that stands.
            Entries = placed is not null && Entries.TryGetValue(placed, out var entry) && entry.Student == placing.Student && entry.Row.Content == placing.Waited.Row.Content
                ? Entries.SetItem(placed, entry with { IsAbsent = true })
                : Entries,
        };
    }

    /// <summary>With the setting changed; what was kept of narratives is gone when it is switched off.</summary>
    public ConcernLedger KeepText(bool keeps) => keeps ? this with { KeepsText = true } : this with
    {
        KeepsText = false,
        Entries = Entries.ToImmutableDictionary(each => each.Key, each => each.Value with { Row = each.Value.Row with { Text = null } }),
        Waiting = Waiting.ToImmutableDictionary(each => each.Key, each => each.Value with { Row = each.Value.Row with { Text = null } }),
        ByHand = ByHand.ToImmutableDictionary(each => each.Key, each => each.Value with { Waited = each.Value.Waited with { Row = each.Value.Waited.Row with { Text = null } } }),
    };
}
