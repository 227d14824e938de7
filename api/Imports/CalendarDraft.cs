using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Api.Imports;

/// <summary>
/// A calendar as its rows come. Every row and every calendar is a set of facts, so that the two can be compared: a day is closed whichever
/// row said so, and in whichever order.
/// </summary>
internal sealed class CalendarDraft
{
    private readonly SortedDictionary<string, (Fact Fact, int Line)> stated = new(StringComparer.Ordinal);
    private readonly SortedSet<DateOnly> closed = [];
    private readonly SortedSet<DateOnly> inset = [];
    private readonly SortedDictionary<DateOnly, (Term Term, int Line)> terms = [];
    private readonly SortedDictionary<int, (SortedSet<DateOnly> Closed, SortedSet<DateOnly> Open)> years = [];
    private readonly Dictionary<string, DateOnly> edges = [];
    private readonly Dictionary<string, TimeOnly> closings = [];

    public ImmutableArray<Fact> Term(RowCells cells, string name, DateOnly from, DateOnly to)
    {
        if (cells.Trouble is null && to < from)
            cells.Reject(CalendarRows.To, "is before the date it starts");
        var term = new Term(name, from, to);
        if (Once(cells, Of(term)))
            terms[from] = (term, cells.Line);
        return [Of(term)];
    }

    public ImmutableArray<Fact> Days(RowCells cells, string kind, IReadOnlyList<DateOnly> days, int? yearGroup)
    {
        if (cells.Trouble is null)
            SetOf(kind, yearGroup).UnionWith(days);
        return [.. days.Select(day => Of(kind, day, yearGroup))];
    }

    public ImmutableArray<Fact> Edge(RowCells cells, string kind, DateOnly date)
    {
        if (Once(cells, Of(kind, date)))
            edges[kind] = date;
        return [Of(kind, date)];
    }

    public ImmutableArray<Fact> Closing(RowCells cells, string kind, TimeOnly time)
    {
        if (Once(cells, Of(kind, time)))
            closings[kind] = time;
        return [Of(kind, time)];
    }

    /// <summary>The calendar, or the row that keeps it from being one. Without rows for the year's first and last day it runs from the first term to the last.</summary>
    public (Calendar? Calendar, RejectedRow? Incomplete) Calendar(RowsHead head)
    {
        if (First("year-from") is not { } from || Last("year-to") is not { } to)
            return (null, new RejectedRow(1, CalendarRows.What, "has no year-from and year-to among its rows, and no term to begin and end the year with"));
        var calendar = new Calendar
        {
            School = head.School,
            ReceivedAt = head.ReceivedAt,
            From = from,
            To = to,
            Closed = [.. closed],
            Inset = [.. inset],
            Terms = [.. terms.Values.Select(each => each.Term)],
            YearGroups = [.. years.Select(year => new YearGroupCalendar(year.Key, [.. year.Value.Closed], [.. year.Value.Open]))],
        };
        calendar = calendar with
        {
            MorningCloses = closings.GetValueOrDefault("morning-closes", calendar.MorningCloses),
            AfternoonCloses = closings.GetValueOrDefault("afternoon-closes", calendar.AfternoonCloses),
        };
        return ObservationCheck.Of(calendar) is { } fault ? (null, Located(fault)) : (calendar, null);
    }

    /// <summary>Everything a calendar says.</summary>
    public static IEnumerable<Fact> FactsOf(Calendar calendar) =>
    [
        Of("year-from", calendar.From),
        Of("year-to", calendar.To),
        Of("morning-closes", calendar.MorningCloses),
        Of("afternoon-closes", calendar.AfternoonCloses),
        .. calendar.Terms.Select(Of),
        .. calendar.Closed.Distinct().Select(day => Of("closed", day, null)),
        .. calendar.Inset.Distinct().Select(day => Of("inset", day, null)),
        .. calendar.YearGroups.SelectMany(year => year.Closed.Distinct().Select(day => Of("closed", day, year.YearGroup))),
        .. calendar.YearGroups.SelectMany(year => year.Open.Distinct().Select(day => Of("open", day, year.YearGroup))),
    ];

    private static Fact Of(Term term) => new(string.Create(CultureInfo.InvariantCulture, $"term|{term.From:O}"), string.Create(CultureInfo.InvariantCulture, $"{term.To:O}|{term.Name}"));

    private static Fact Of(string kind, DateOnly day, int? yearGroup) => new(string.Create(CultureInfo.InvariantCulture, $"{kind}|{day:O}|{yearGroup}"), "", new FactDay(day, yearGroup, kind == "open"));

    private static Fact Of(string kind, DateOnly date) => new(kind, date.ToString("O", CultureInfo.InvariantCulture));

    private static Fact Of(string kind, TimeOnly time) => new(kind, time.ToString("HH:mm", CultureInfo.InvariantCulture));

    private bool Once(RowCells cells, Fact fact)
    {
        if (cells.Trouble is null && !stated.TryAdd(fact.Key, (fact, cells.Line)))
            cells.Reject(CalendarRows.What, $"says the same thing again as line {stated[fact.Key].Line}");
        return cells.Trouble is null;
    }

    private SortedSet<DateOnly> SetOf(string kind, int? yearGroup)
    {
        if (yearGroup is not { } year)
            return kind == "inset" ? inset : closed;
        if (!years.TryGetValue(year, out var sets))
            years[year] = sets = ([], []);
        return kind == "open" ? sets.Open : sets.Closed;
    }

    private DateOnly? First(string kind) => edges.TryGetValue(kind, out var stated) ? stated : terms.Count > 0 ? terms.Keys.First() : null;

    private DateOnly? Last(string kind) => edges.TryGetValue(kind, out var stated) ? stated : terms.Count > 0 ? terms.Values.Max(each => each.Term.To) : null;

    // The check speaks of the observation's fields; a person looks for a row.
    private RejectedRow Located(Implausible fault) => fault.Field switch
    {
        "from" => new(LineOf("year-from"), CalendarRows.Date, fault.Reason),
        "to" => new(LineOf("year-to"), CalendarRows.Date, fault.Reason),
        "registerCloses" => new(LineOf("afternoon-closes", "morning-closes"), CalendarRows.Date, fault.Reason),
        ['t', 'e', 'r', 'm', 's', ..] => new(TermLine(fault.Field), CalendarRows.Date, fault.Reason),
        _ => new(1, null, fault.Reason),
    };

    private int LineOf(params IEnumerable<string> keys) => keys.Select(key => stated.TryGetValue(key, out var row) ? row.Line : 1).FirstOrDefault(line => line > 1, 1);

    private int TermLine(string field) =>
        int.TryParse(field.AsSpan()[(field.IndexOf('[', StringComparison.Ordinal) + 1)..field.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture, out var index)
            ? terms.Values.ElementAt(index).Line
            : 1;
}
