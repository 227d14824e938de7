using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Students;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class YearGridTests
{
    private static readonly DayMarks Thursday = new(new DateOnly(2026, 9, 3), "/", "present", "O", "unauthorised");
    private static readonly DayMarks Tuesday = new(new DateOnly(2026, 11, 24), "N", "unauthorised", null, "none");

    [Fact]
    public void A_session_stands_in_its_week_and_half_day()
    {
        var grid = YearGrid.From([Thursday, Tuesday], []);

        Assert.Equal(new YearCell(0, 7, "unauthorised", "O", "Thu 3 Sep PM: O, unauthorised absence"), Cell(grid, "Thu 3 Sep PM"));
        Assert.Equal((12, 2), (Cell(grid, "Tue 24 Nov AM").Column, Cell(grid, "Tue 24 Nov AM").Row));
        Assert.Equal("Tue 24 Nov PM: no mark", Cell(grid, "Tue 24 Nov PM").Says);
    }

    [Fact]
    public void Holidays_are_shaded_and_the_rest_of_the_year_is_still_to_come()
    {
        var grid = YearGrid.From([Thursday, Tuesday], [new DateOnly(2026, 10, 26)]);

        Assert.Equal("closed", Cell(grid, "Mon 26 Oct").Kind);
        Assert.Equal("ahead", Cell(grid, "Wed 25 Nov").Kind);
        Assert.Equal("none", Cell(grid, "Mon 23 Nov").Kind);
        Assert.Equal("Fri 30 Jul: still to come", grid.Cells[^1].Says);
    }

    [Fact]
    public void Nothing_is_drawn_before_the_first_mark_and_no_more_weeks_than_fit()
    {
        var grid = YearGrid.From([Thursday], []);
        var old = YearGrid.From([Thursday with { Date = new DateOnly(2019, 9, 5) }, Tuesday], []);

        Assert.Equal(6, grid.Cells.Min(cell => cell.Row + (100 * cell.Column)));
        Assert.Equal(YearGrid.MostWeeks, old.Columns);
        Assert.Equal(0, YearGrid.From([], []).Columns);
    }

    private static YearCell Cell(YearGrid grid, string starts) =>
        grid.Cells.First(cell => cell.Says.StartsWith(starts, StringComparison.Ordinal));
}
