using System.Collections.Immutable;
using System.Text.Json;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>What became of one row.</summary>
public enum RowOutcome
{
    New,
    Changed,
    Unchanged,
    Rejected,
    Unmatched,

    /// <summary>Older than the product remembers: neither kept nor told.</summary>
    TooOld,
}

/// <summary>
/// Takes rows into a ledger, one after another. Of two words about the same incident the one that was updated later holds; where the source
/// does not say when, the one that came later, and a file that is here already brings nothing later.
/// </summary>
/// <param name="isRepeat">The very same file was imported before.</param>
internal sealed class LedgerIntake(ConcernLedger before, Roll roll, bool isRepeat, DateTimeOffset now)
{
    private readonly ImmutableDictionary<string, LedgerEntry>.Builder entries = before.Entries.ToBuilder();
    private readonly ImmutableDictionary<string, WaitingConcern>.Builder waiting = before.Waiting.ToBuilder();
    private readonly Dictionary<string, HashSet<string>> waitingById = before.Waiting.Where(each => each.Value.Row.IncidentId is not null)
        .GroupBy(each => each.Value.Row.IncidentId!, each => each.Key).ToDictionary(same => same.Key, same => same.ToHashSet(), StringComparer.Ordinal);
    private readonly Dictionary<string, (int Line, ReadConcern Row)> inFile = new(StringComparer.Ordinal);

    /// <summary>Keys of the rows met, whatever became of them.</summary>
    public IReadOnlyCollection<string> Present => inFile.Keys;

    public bool HasWeakRows { get; private set; }

    public bool HasUnmatchedWeakRows { get; private set; }

    public ConcernLedger Ledger()
    {
        var (placed, set) = (entries.ToImmutable(), waiting.ToImmutable());
        return placed == before.Entries && set == before.Waiting ? before : before with { Entries = placed, Waiting = set };
    }

    /// <returns>The outcome, the pupil if found, and the reason where there is one.</returns>
    public (RowOutcome Outcome, string? Student, string? Reason) Take(ReadConcern read)
    {
        var row = before.KeepsText ? read.Row : read.Row with { Text = null };
        HasWeakRows |= row.IncidentId is null;
        if (ConcernLedger.IsForgotten(row, now))
            return (RowOutcome.TooOld, null, null);
        var isTombstone = row is { Deleted: true, IncidentId: not null };
        var match = isTombstone ? default : Match(WaitingKey(row, read.Pupil), read.Pupil);
        var isPlaced = isTombstone || match.Student is not null;
        HasUnmatchedWeakRows |= !isPlaced && row.IncidentId is null;
        var key = isPlaced || row.IncidentId is not null ? KeyOf(row, match.Student) : WaitingKey(row, read.Pupil);
        if (inFile.TryGetValue(key, out var earlier) && Contradicts(earlier.Row, read))
            return (RowOutcome.Rejected, null, $"has the same {ConcernColumns.IncidentId}, or pupil, minute, recorder and text, as line {earlier.Line} and says something else");
        inFile[key] = (read.Line, read);
        if (match.IsNobodys)
            return (RowOutcome.Unchanged, null, null);
        return isPlaced
            ? (Place(key, row, match.Student), match.Student, null)
            : (Wait(row, read.Pupil, match.Reason!), null, match.Reason);
    }

    /// <summary>Rows in quarantine whose pupil is known by now.</summary>
    public void Retry()
    {
        foreach (var (key, each) in before.Waiting.OrderBy(each => each.Value.Since).ThenBy(each => each.Key, StringComparer.Ordinal))
        {
            var match = Match(key, each.Pupil);
            if (match.IsNobodys)
            {
                waiting.Remove(key);
            }
            else if (match.Student is { } student)
            {
                waiting.Remove(key);
                Place(KeyOf(each.Row, student), each.Row, student);
            }
            else if (match.Reason != each.Reason)
            {
                waiting[key] = each with { Reason = match.Reason! };
            }
        }
    }

    // What a person has said of the row stands before what the roll says: it was asked because the roll could not tell, or told of somebody else.
    private RollMatch Match(string key, PupilClue pupil) => before.ByHand.GetValueOrDefault(key) switch
    {
        null => roll.Find(pupil),
        { Student: null } => RollMatch.Nobodys,
        { Student: { } student } => new RollMatch(student, null),
    };

    public static string KeyOf(ConcernRow row, string? student) => row.IncidentId is { } id ? $"id|{id}" : $"weak|{row.Signature(student ?? "")}";

    private RowOutcome Place(string key, ConcernRow row, string? student)
    {
        foreach (var parked in Parked(row).Where(parked => waiting.TryGetValue(parked, out var each) && !IsNewer(each.Row, row)).ToList())
            waiting.Remove(parked);
        if (!entries.TryGetValue(key, out var known))
        {
            entries[key] = new LedgerEntry(row, student);
            return row.Deleted ? RowOutcome.Unchanged : RowOutcome.New;
        }

        if (known.Row.Content == row.Content && known.Student == student && !known.IsAbsent)
        {
            var last = row.UpdatedAt > known.Row.UpdatedAt || known.Row.UpdatedAt is null ? row.UpdatedAt : known.Row.UpdatedAt;
            entries[key] = known with { Row = known.Row with { UpdatedAt = last, Text = row.Text ?? known.Row.Text } };
            return RowOutcome.Unchanged;
        }

        if (!Supersedes(row, known.Row))
            return RowOutcome.Unchanged;
        entries[key] = new LedgerEntry(row, row.Deleted ? known.Student : student);
        return known.IsLive || row.Deleted ? RowOutcome.Changed : RowOutcome.New;
    }

    // What each version says of the pupil is kept beside the others: the newest may be the one that names nobody.
    private RowOutcome Wait(ConcernRow row, PupilClue pupil, string reason)
    {
        if (row.IncidentId is not null && entries.TryGetValue(KeyOf(row, null), out var placed) && !Supersedes(row, placed.Row))
            return RowOutcome.Unchanged;
        var key = WaitingKey(row, pupil);
        if (!waiting.TryGetValue(key, out var parked) || (Supersedes(row, parked.Row) && (parked.Row.Content != row.Content || parked.Row.UpdatedAt != row.UpdatedAt)))
            waiting[key] = new WaitingConcern(row, pupil, reason, now);
        if (row.IncidentId is { } id && !waitingById.TryAdd(id, [key]))
            waitingById[id].Add(key);
        return RowOutcome.Unmatched;
    }

    private HashSet<string> Parked(ConcernRow row) => row.IncidentId is { } id ? waitingById.GetValueOrDefault(id) ?? [] : [];

    // Twice the same is harmless, and of two that say when, the later holds. Otherwise only the sender knows which is meant.
    private static bool Contradicts(ReadConcern earlier, ReadConcern now) =>
        (earlier.Row.Content != now.Row.Content || earlier.Pupil != now.Pupil)
        && (earlier.Row.UpdatedAt is null || now.Row.UpdatedAt is null || earlier.Row.UpdatedAt == now.Row.UpdatedAt);

    private bool Supersedes(ConcernRow row, ConcernRow known) =>
        row.UpdatedAt is { } at && known.UpdatedAt is { } before && at != before ? at > before
        : row.UpdatedAt is not null && known.UpdatedAt is not null && row.Deleted != known.Deleted ? row.Deleted
        : !isRepeat;

    private static bool IsNewer(ConcernRow one, ConcernRow other) => one.UpdatedAt > other.UpdatedAt;

    private static string WaitingKey(ConcernRow row, PupilClue pupil) =>
        $"{KeyOf(row, null)}|{ConcernRow.Digest(JsonSerializer.Serialize(pupil))}";
}
