using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>One session of the picture: its place, what it counts as and what is said of it.</summary>
/// <param name="Column">Week, from 0.</param>
/// <param name="Row">0 is Monday morning, 9 is Friday afternoon.</param>
public sealed record YearCell(int Column, int Row, string Kind, string Printed, string Says);

/// <summary>A month's name above the week in which it begins.</summary>
public sealed record YearMonth(int Column, string Name);

/// <summary>The year of sessions as a grid: weeks across, Monday to Friday with morning and afternoon down.</summary>
public sealed record YearGrid(int Columns, IReadOnlyList<YearCell> Cells, IReadOnlyList<YearMonth> Months)
{
    /// <summary>More weeks than this are cut at the old end: a year, and the ten weeks before it that a rule may count.</summary>
    public const int MostWeeks = 64;

    private const string Closed = "closed";
    private const string Ahead = "ahead";

    public static YearGrid From(IReadOnlyList<DayMarks> days, IReadOnlyList<DateOnly> closed)
    {
        if (days.Count == 0)
        {
            return new YearGrid(0, [], []);
        }

        var last = days.Max(day => day.Date);
        var end = EndOfYear(last);
        var first = MondayOf(days.Min(day => day.Date));
        var oldest = MondayOf(end).AddDays(-7 * (MostWeeks - 1));
        first = first < oldest ? oldest : first;
        var columns = ((end.DayNumber - first.DayNumber) / 7) + 1;
        var opened = days.Min(day => day.Date);
        var marks = days.ToDictionary(day => day.Date);
        var shut = closed.ToHashSet();
        var dates = Enumerable.Range(0, columns).SelectMany(week => Enumerable.Range(0, 5).Select(weekday => first.AddDays((7 * week) + weekday))).ToList();
        var cells = dates.Where(date => date >= opened && date <= end).SelectMany(date => CellsOf(date, first, last, marks.GetValueOrDefault(date), shut.Contains(date)));
        // A week is wider than its name needs, but two names cannot stand over neighbouring weeks.
        var months = dates.Where(date => date.DayOfWeek == DayOfWeek.Monday)
            .GroupBy(date => (date.Year, date.Month))
            .Select(month => new YearMonth(ColumnOf(month.First(), first), month.First().ToString("MMM", System.Globalization.CultureInfo.InvariantCulture)));
        return new YearGrid(columns, [.. cells], [.. months.Where((month, index) => index > 0 || month.Column > 0 || !StartsNextMonth(first))]);
    }

    private static IEnumerable<YearCell> CellsOf(DateOnly date, DateOnly first, DateOnly last, DayMarks? marks, bool closed)
    {
        var (column, row) = (ColumnOf(date, first), 2 * ((int)date.DayOfWeek - 1));
        if (marks is null)
        {
            var kind = closed ? Closed : date > last ? Ahead : "none";
            var says = $"{SchoolTime.Day(date)}: {(closed ? "no school" : date > last ? "still to come" : "no mark")}";
            return [new(column, row, kind, "", says), new(column, row + 1, kind, "", says)];
        }

        return
        [
            new(column, row, marks.MorningKind, MarkWords.Printed(marks.Morning, marks.MorningKind), Says(date, "AM", marks.Morning, marks.MorningKind)),
            new(column, row + 1, marks.AfternoonKind, MarkWords.Printed(marks.Afternoon, marks.AfternoonKind), Says(date, "PM", marks.Afternoon, marks.AfternoonKind)),
        ];
    }

    private static string Says(DateOnly date, string session, string? code, string kind) =>
        $"{SchoolTime.Day(date)} {session}: {(code is null ? "" : code + ", ")}{MarkWords.Of(kind).ToLowerInvariant()}";

    private static bool StartsNextMonth(DateOnly first) => first.AddDays(7).Month != first.Month;

    private static int ColumnOf(DateOnly date, DateOnly first) => (date.DayNumber - first.DayNumber) / 7;

    private static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    /// <summary>The last Friday of July: the picture keeps its shape all year.</summary>
    private static DateOnly EndOfYear(DateOnly date)
    {
        var july = new DateOnly(date.Month >= 8 ? date.Year + 1 : date.Year, 7, 31);
        return july.AddDays(-(((int)july.DayOfWeek + 2) % 7));
    }
}
