using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>
/// From a ledger, the roll and the category table to what the school's journal should hold, and to what must be said so that it does. Pure:
/// after a crash, a change of the table or of the roll it is simply asked again.
/// </summary>
public sealed class ConcernTelling(SchoolId school, Roll roll, CategoryTable table, DateTimeOffset now)
{
    private const int LongestOwnId = 36;

    /// <summary>Linked pupils, named by an id or UPN, whom the roll does not know yet.</summary>
    public int UnknownLinks { get; private set; }

    /// <summary>What must be sent, withdrawals first, and the ledger once it has been.</summary>
    public (ConcernLedger Ledger, ImmutableArray<Observation> Observations) Of(ConcernLedger ledger)
    {
        var withdrawals = ImmutableArray.CreateBuilder<Observation>();
        var news = ImmutableArray.CreateBuilder<Observation>();
        var told = ImmutableDictionary.CreateBuilder<string, ToldConcern>();
        var standing = new Dictionary<string, ConcernAction>(StringComparer.Ordinal);
        foreach (var (concern, actions) in Due(ledger))
        {
            var known = ledger.Told.GetValueOrDefault(concern.Key);
            var now = Told(concern, actions);
            told[concern.Key] = now;
            foreach (var action in actions)
                standing[action.Id] = action;
            if (known?.Content != now.Content)
                news.Add(concern);
            news.AddRange(actions.Where(action => known?.Actions.GetValueOrDefault(action.Id) != now.Actions[action.Id]));
            withdrawals.AddRange((known?.Actions.Keys ?? []).Where(action => !now.Actions.ContainsKey(action)).Select(action => Gone("action", action, concern.Student, "deleted")));
        }

        var states = ledger.Entries.Values.ToLookup(entry => IdOf(entry.Row, entry.Student), StringComparer.Ordinal);
        foreach (var (key, old) in ledger.Told.Where(each => !told.ContainsKey(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            // What is no longer remembered is not taken back: the pupil's own memory ends too.
            if (!states.Contains(old.Id))
                continue;
            var reason = states[old.Id].Any(entry => entry.IsAbsent) ? "reconciled" : "deleted";
            withdrawals.AddRange(old.Actions.Keys.Select(action => Gone("action", action, new StudentId(old.Student), reason)));
            // An incident that moved to another pupil takes its actions along: taken back for the one, they are said again for the other.
            news.AddRange(old.Actions.Keys.Where(standing.ContainsKey).Select(action => standing[action]).Where(action => !news.Contains(action)));
            withdrawals.Add(Gone("concern", key, new StudentId(old.Student), reason));
        }

        return (ledger with { Told = told.ToImmutable() }, [.. withdrawals, .. news]);
    }

    /// <summary>The category names of a row: a comma divides them, unless the whole is a name that the school's table knows.</summary>
    public static IEnumerable<string> Names(ConcernRow row, CategoryTable table) =>
        row.Categories.SelectMany(part => part.Contains(',', StringComparison.Ordinal) && !table.Knows(part) ? RowWords.Parts(part, ',') : [part])
            .DistinctBy(CategoryTable.Letters);

    /// <summary>How many live concerns have each category, by the school's own name.</summary>
    public static ImmutableDictionary<string, int> Counts(ConcernLedger ledger, CategoryTable table) =>
        ledger.Entries.Values.Where(entry => entry.IsLive).Select(entry => entry.Row).Concat(ledger.Waiting.Values.Select(each => each.Row))
            .SelectMany(row => Names(row, table)).GroupBy(CategoryTable.Letters)
            .ToImmutableDictionary(named => named.Min(StringComparer.Ordinal)!, named => named.Count(), StringComparer.Ordinal);

    /// <summary>The id under which a row is told: the source's own where it can be one of ours, else a digest.</summary>
    public static string IdOf(ConcernRow row, string? student) =>
        row.IncidentId is not { } id ? "csvw." + ConcernRow.Digest(row.Signature(student ?? ""))
        : id.Length <= LongestOwnId && IdText.IsValid(id) ? "csv." + id
        : "csvh." + ConcernRow.Digest(id);

    private IEnumerable<(Concern Concern, ImmutableArray<ConcernAction> Actions)> Due(ConcernLedger ledger)
    {
        UnknownLinks = 0;
        var live = ledger.Entries.Where(each => each.Value.IsLive).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value).ToList();
        // The same incident with an id and without is one: the row with the id speaks for both.
        var strong = live.Where(entry => entry.Row.IncidentId is not null).Select(entry => entry.Row.Signature(entry.Student!)).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in live.Where(entry => entry.Row.IncidentId is not null || !strong.Contains(entry.Row.Signature(entry.Student!))))
            yield return (ConcernOf(entry.Row, entry.Student!), ActionsOf(entry.Row, IdOf(entry.Row, entry.Student)));
    }

    private Concern ConcernOf(ConcernRow row, string student)
    {
        var meanings = Names(row, table).Select(table.Of).ToList();
        var linked = row.Linked.Select(roll.Find).ToList();
        UnknownLinks += linked.Count(match => match.Student is null);
        return new Concern
        {
            School = school,
            Student = new StudentId(student),
            RecordedAt = row.RecordedAt,
            Id = IdOf(row, student),
            OccurredAt = row.OccurredAt!.Value,
            Categories = [.. meanings.Select(meaning => meaning.Canonical).Distinct().Order(StringComparer.Ordinal)],
            Severity = row.Severity ?? meanings.Max(meaning => meaning.Severity),
            RecordedBy = row.RecordedBy,
            Linked = [.. linked.Select(match => match.Student).OfType<string>().Where(other => other != student).Distinct().Order(StringComparer.Ordinal).Select(other => new StudentId(other))],
        };
    }

    private ImmutableArray<ConcernAction> ActionsOf(ConcernRow row, string concern)
    {
        var actions = row.Actions.Select(action => ActionOf(concern, string.Create(CultureInfo.InvariantCulture, $"{action.Kind.ToString().ToLowerInvariant()}{action.At.UtcDateTime:yyyyMMddHHmm}"), action.Kind, action.At));
        // Closed, it is not said when: no later than the row was last touched. Without that, nobody can say, and it stays open.
        return row is { IsClosed: true, UpdatedAt: { } touched } && row.Actions.All(action => action.Kind is not ActionKind.Closed)
            ? [.. actions, ActionOf(concern, "status-closed", ActionKind.Closed, touched)]
            : [.. actions];
    }

    private ConcernAction ActionOf(string concern, string id, ActionKind kind, DateTimeOffset at) => new()
    {
        School = school,
        RecordedAt = at,
        Id = $"{concern}.{id}",
        Concern = concern,
        At = at,
        Kind = kind,
    };

    private static ToldConcern Told(Concern concern, ImmutableArray<ConcernAction> actions) => new(
        concern.Id, concern.Student.Value, ContentHash.Of([concern], recordedAtCounts: true),
        actions.ToImmutableSortedDictionary(action => action.Id, action => ContentHash.Of([action], recordedAtCounts: true), StringComparer.Ordinal));

    private Withdrawn Gone(string type, string key, StudentId student, string reason) => new()
    {
        School = school,
        Of = type,
        OfKey = key,
        Student = student,
        At = now,
        RecordedAt = now,
        Reason = reason,
    };
}
