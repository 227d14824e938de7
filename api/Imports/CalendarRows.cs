using System.Collections.Frozen;
using System.Collections.Immutable;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Api.Imports;

/// <summary>
/// A school's calendar, one a file: terms, days closed and INSET days (a row with <c>to</c> is every day from the one to the other), the
/// first and the last day of the year, when registers close, and what single year groups do differently.
/// </summary>
internal static class CalendarRows
{
    public const string What = "kind";
    public const string Date = "date";
    public const string To = "to";
    public const string Name = "name";
    public const string Year = "year group";

    /// <summary>A closure longer than this is a typing error.</summary>
    public const int LongestSpan = 100;

    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["term"] = "term",
        ["closed"] = "closed",
        ["holiday"] = "closed",
        ["bankholiday"] = "closed",
        ["inset"] = "inset",
        ["insetday"] = "inset",
        ["open"] = "open",
        ["yearfrom"] = "year-from",
        ["yearto"] = "year-to",
        ["morningcloses"] = "morning-closes",
        ["afternooncloses"] = "afternoon-closes",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableArray<Column> Columns =
    [
        new(What, true, "type"),
        new(Date, true, "from", "start", "start date", "time"),
        new(To, false, "end", "end date", "until"),
        new(Name, false, "term", "term name"),
        new(Year, false, "year", "years"),
    ];

    public static ImportKind Kind { get; } = new("calendar", "calendar", true, Columns, Translate, known => known is Calendar calendar ? CalendarDraft.FactsOf(calendar) : [], HoldsIn);

    private static Translation Translate(ImmutableArray<CsvRow> rows, RowsHead head)
    {
        var draft = new CalendarDraft();
        var good = ImmutableArray.CreateBuilder<ReadRow>();
        var rejections = ImmutableArray.CreateBuilder<RejectedRow>();
        foreach (var row in rows)
        {
            var cells = new RowCells(row);
            var facts = Read(cells, draft);
            if (cells.Trouble is { } trouble)
                rejections.Add(trouble);
            else
                good.Add(new ReadRow(row.Line, [.. Columns.Select(column => cells.Optional(column.Name))], facts));
        }

        if (rejections.Count > 0)
            return new Translation(good.DrainToImmutable(), rejections.DrainToImmutable());
        var (calendar, incomplete) = draft.Calendar(head);
        return calendar is null
            ? new Translation(good.DrainToImmutable(), [incomplete!])
            : new Translation(good.DrainToImmutable(), [], calendar);
    }

    private static Func<Fact, bool> HoldsIn(Observation whole)
    {
        var calendar = SchoolCalendar.From((Calendar)whole);
        var said = CalendarDraft.FactsOf((Calendar)whole).ToHashSet();
        return fact => fact.Day is { } day ? calendar.IsSchoolDay(day.Date, day.YearGroup) == day.IsOpen : said.Contains(fact);
    }

    private static ImmutableArray<Fact> Read(RowCells cells, CalendarDraft draft)
    {
        var kind = cells.Word(What, Kinds);
        Unfit(cells, kind);
        return kind switch
        {
            "term" => draft.Term(cells, Label(cells), cells.Date(Date), cells.Date(To)),
            "closed" or "inset" or "open" => draft.Days(cells, kind, Days(cells), YearGroup(cells)),
            "year-from" or "year-to" => draft.Edge(cells, kind, cells.Date(Date)),
            "morning-closes" or "afternoon-closes" => draft.Closing(cells, kind, cells.Clock(Date)),
            _ => [],
        };
    }

    // A cell that means nothing in its row is a row that means something else.
    private static void Unfit(RowCells cells, string kind)
    {
        if (kind.Length == 0)
            return;
        if (kind is not ("term" or "closed" or "inset" or "open") && !cells.IsEmpty(To))
            cells.Reject(To, $"means nothing in a row of kind {kind}: leave it empty");
        if (kind is not ("closed" or "open") && !cells.IsEmpty(Year))
            cells.Reject(Year, $"means nothing in a row of kind {kind}: leave it empty");
        if (kind is "open" && cells.IsEmpty(Year))
            cells.Reject(Year, "is empty: a day is open for a year group that comes in when the others do not");
    }

    private static string Label(RowCells cells)
    {
        var name = cells.Text(Name);
        if (name.Length > 40)
            cells.Reject(Name, "is longer than 40 characters");
        return name;
    }

    private static IReadOnlyList<DateOnly> Days(RowCells cells)
    {
        var from = cells.Date(Date);
        var to = cells.OptionalDate(To) ?? from;
        if (cells.Trouble is not null)
            return [];
        if (to < from)
            cells.Reject(To, "is before the date it starts");
        else if (to.DayNumber - from.DayNumber >= LongestSpan)
            cells.Reject(To, $"is more than {LongestSpan} days after the date it starts");
        return cells.Trouble is null ? [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays)] : [];
    }

    private static int? YearGroup(RowCells cells)
    {
        if (cells.IsEmpty(Year))
            return null;
        var year = cells.Whole(Year);
        if (cells.Trouble is null && year > 14)
            cells.Reject(Year, "is not a year group between 0 and 14");
        return year;
    }
}
