using System.Globalization;
using RiskMonitor.Api.Imports;
using RiskMonitor.Connectors.Csv;
using Xunit;
using Line = RiskMonitor.Domain.Observations;

namespace RiskMonitor.Web.Tests.Imports;

public sealed class CalendarRowsTests
{
    private static readonly string[] Year =
    [
        Files.Calendar,
        "year-from,2026-09-01,,,",
        "year-to,2027-07-21,,,",
        "term,2026-09-01,2026-12-18,Autumn 2026,",
        "term,2027-01-04,2027-07-21,Spring and summer 2027,",
        "closed,2026-10-26,2026-10-30,,",
        "closed,31/08/2026,,Summer bank holiday,",
        "inset,2026-09-01,,,",
        "closed,2026-12-17,,,11",
        "open,2026-10-26,2026-10-27,,13",
        "morning-closes,09:15,,,",
        "afternoon-closes,13:20,,,",
    ];

    [Fact]
    public void A_file_is_one_calendar()
    {
        var calendar = Files.Only<Line.Calendar>("calendar", Year);

        Assert.Equal((new DateOnly(2026, 9, 1), new DateOnly(2027, 7, 21)), (calendar.From, calendar.To));
        Assert.Equal([new("Autumn 2026", new(2026, 9, 1), new(2026, 12, 18)), new Line.Term("Spring and summer 2027", new(2027, 1, 4), new(2027, 7, 21))], calendar.Terms);
        Assert.Equal(["2026-08-31", "2026-10-26", "2026-10-27", "2026-10-28", "2026-10-29", "2026-10-30"], calendar.Closed.Select(day => day.ToString("O", CultureInfo.InvariantCulture)));
        Assert.Equal([new DateOnly(2026, 9, 1)], calendar.Inset);
        Assert.Equal([11, 13], calendar.YearGroups.Select(year => year.YearGroup));
        Assert.Equal([new DateOnly(2026, 12, 17)], calendar.YearGroups[0].Closed);
        Assert.Equal([new DateOnly(2026, 10, 26), new DateOnly(2026, 10, 27)], calendar.YearGroups[1].Open);
        Assert.Equal((new TimeOnly(9, 15), new TimeOnly(13, 20)), (calendar.MorningCloses, calendar.AfternoonCloses));
    }

    [Fact]
    public void The_order_of_the_rows_and_a_day_said_twice_do_not_matter()
    {
        var one = Files.Only<Line.Calendar>("calendar", Year);
        var other = Files.Only<Line.Calendar>("calendar", [Year[0], "closed,2026-10-28,,,", .. Year.Skip(1).Reverse()]);

        Assert.Equal(ImportKind.Find("calendar")!.FactsOf(one), ImportKind.Find("calendar")!.FactsOf(other));
        Assert.Equal(one.Closed, other.Closed.AsEnumerable());
    }

    [Fact]
    public void What_the_rows_say_is_what_the_calendar_says()
    {
        var (translation, _) = Files.Read("calendar", Year);

        var said = translation.Rows.SelectMany(row => row.Facts).ToHashSet();

        Assert.Equal(said.Order(ByKey), ImportKind.Find("calendar")!.FactsOf(translation.Whole!).Order(ByKey));
    }

    [Fact]
    public void Without_its_own_rows_the_year_runs_from_the_first_term_to_the_last_and_registers_close_at_the_usual_times()
    {
        var calendar = Files.Only<Line.Calendar>("calendar", "type,from,end,term name", "Term,2027-01-04,2027-07-21,Spring", "term,01/09/2026,18/12/2026,Autumn");

        Assert.Equal((new DateOnly(2026, 9, 1), new DateOnly(2027, 7, 21)), (calendar.From, calendar.To));
        Assert.Equal((new TimeOnly(9, 20), new TimeOnly(13, 30)), (calendar.MorningCloses, calendar.AfternoonCloses));
    }

    [Theory]
    [InlineData("2026-10-26,2026-10-26", 1)]
    [InlineData("2026-10-26,", 1)]
    [InlineData("2026-10-26,2027-02-02", 100)]
    public void A_row_with_an_end_is_every_day_from_the_one_to_the_other(string days, int count)
    {
        Assert.Equal(count, Files.Only<Line.Calendar>("calendar", [.. Year.Take(5), $"closed,{days},,"]).Closed.Length);
    }

    [Theory]
    [InlineData("closed,2026-10-26,2026-10-25,,", "to", "is before the date it starts")]
    [InlineData("closed,2026-10-26,2027-02-03,,", "to", "is more than 100 days after the date it starts")]
    [InlineData("term,2026-10-26,2026-10-25,Spring,", "to", "is before the date it starts")]
    [InlineData("term,2026-10-26,,Spring,", "to", "is empty")]
    [InlineData("term,2026-10-26,2026-10-30,,", "name", "is empty")]
    [InlineData("term,2026-09-01,2026-10-30,Again,", "kind", "says the same thing again as line 4")]
    [InlineData("year-from,2026-08-31,,,", "kind", "says the same thing again as line 2")]
    [InlineData("year-from,2026-08-31,2026-09-30,,", "to", "means nothing in a row of kind year-from: leave it empty")]
    [InlineData("inset,2026-11-02,,,9", "year group", "means nothing in a row of kind inset: leave it empty")]
    [InlineData("open,2026-11-02,,,", "year group", "is empty: a day is open for a year group that comes in when the others do not")]
    [InlineData("closed,2026-11-02,,,15", "year group", "is not a year group between 0 and 14")]
    [InlineData("closed,2026-11-31,,,", "date", "is not a date of the calendar, as in 2026-09-01 or 01/09/2026")]
    [InlineData("morning-closes,9.15,,,", "date", "is not a time of day, as in 09:20")]
    [InlineData("party,2026-11-02,,,", "kind", "is not one of afternoon-closes, closed, inset, morning-closes, open, term, year-from, year-to")]
    public void A_row_that_cannot_be_is_refused_and_there_is_no_calendar(string row, string column, string reason)
    {
        var (translation, rejections) = Files.Read("calendar", [.. Year.Take(5), row]);

        Assert.Equal((6, column, reason), (Assert.Single(rejections).Line, rejections[0].Column, rejections[0].Reason));
        Assert.Null(translation.Whole);
    }

    [Theory]
    [InlineData("year-to,2026-08-31,,,", "is before the date it starts")]
    [InlineData("afternoon-closes,09:20,,,", "has the afternoon close before the morning")]
    public void What_is_wrong_with_the_calendar_as_a_whole_is_said_of_the_row_that_makes_it_so(string row, string reason)
    {
        var (_, rejections) = Files.Read("calendar", Files.Calendar, "year-from,2026-09-01,,,", "term,2026-09-01,2026-12-18,Autumn,", row);

        Assert.Equal((4, "date", reason), (Assert.Single(rejections).Line, rejections[0].Column, rejections[0].Reason));
    }

    [Fact]
    public void A_year_without_a_beginning_is_no_calendar()
    {
        var (_, rejections) = Files.Read("calendar", Files.Calendar, "closed,2026-10-26,2026-10-30,,");

        Assert.Contains("year-from", Assert.Single(rejections).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_with_more_days_and_one_fewer_is_told_apart_row_by_row()
    {
        var kind = ImportKind.Find("calendar")!;
        var (before, _) = Files.Read("calendar", Year);
        var (after, _) = Files.Read("calendar", [.. Year.Take(4), "term,2027-01-04,2027-07-23,Spring and summer 2027,", "closed,2026-10-26,2026-10-31,,", "closed,2026-11-02,,,", .. Year.Skip(7).Take(3)]);

        var comparison = Comparison.Of(kind, after, [before.Whole!]);

        Assert.Equal((1, 2, 6), (comparison.Count(Change.New), comparison.Count(Change.Changed), comparison.Count(Change.Unchanged)));
        // Both times of the registers, which are now the usual ones. The bank holiday was before the year began.
        Assert.Equal(2, comparison.Removed);
        Assert.Single(comparison.ToSend(after));
    }

    [Fact]
    public void The_same_calendar_again_has_nothing_to_send_and_one_day_fewer_has()
    {
        var kind = ImportKind.Find("calendar")!;
        var (file, _) = Files.Read("calendar", Year);
        var (fewer, _) = Files.Read("calendar", Year.Where(row => !row.StartsWith("inset", StringComparison.Ordinal)));

        Assert.Empty(Comparison.Of(kind, file, [file.Whole!]).ToSend(file));
        Assert.Equal(1, Comparison.Of(kind, fewer, [file.Whole!]).Removed);
        Assert.Single(Comparison.Of(kind, fewer, [file.Whole!]).ToSend(fewer));
    }

    [Theory]
    [InlineData("closed,2026-11-02,,,", 1)]
    [InlineData("closed,2026-11-07,,,", 0)]
    [InlineData("closed,2026-12-25,,,", 0)]
    [InlineData("closed,2027-08-02,,,", 0)]
    [InlineData("closed,2026-11-02,,,9", 1)]
    [InlineData("closed,2026-10-26,,,9", 0)]
    [InlineData("open,2026-11-07,,,9", 1)]
    [InlineData("open,2026-11-02,,,9", 0)]
    [InlineData("afternoon-closes,13:30,,,", 0)]
    [InlineData("afternoon-closes,13:25,,,", 1)]
    public void Of_what_is_left_out_only_that_counts_which_changes_a_day(string row, int removed)
    {
        var (before, _) = Files.Read("calendar", [.. Year.Take(6), row]);
        var (after, _) = Files.Read("calendar", Year.Take(6));

        Assert.Equal(removed, Comparison.Of(ImportKind.Find("calendar")!, after, [before.Whole!]).Removed);
    }

    private static readonly IComparer<Fact> ByKey = Comparer<Fact>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));
}
