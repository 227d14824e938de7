using RiskMonitor.StandIns.Demo;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class DemoCalendarTests
{
    public static TheoryData<int> Years => [.. Enumerable.Range(2020, 30)];

    [Theory]
    [MemberData(nameof(Years))]
    public void Every_year_has_about_190_school_days_five_training_days_and_three_terms_in_order(int first)
    {
        var year = new AcademicYear(first);

        Assert.InRange(year.SchoolDays.Count, 184, 196);
        Assert.Equal(5, year.TrainingDays.Distinct().Count());
        Assert.All(year.TrainingDays, day => Assert.DoesNotContain(day, year.Closed));
        Assert.Equal(["Autumn", "Spring", "Summer"], year.Terms.Select(term => term.Name));
        Assert.True(year.Terms[0].To < year.Terms[1].From && year.Terms[1].To < year.Terms[2].From);
    }

    [Theory]
    [InlineData("2026-12-25")]
    [InlineData("2027-01-01")]
    [InlineData("2027-03-26")]
    [InlineData("2027-03-29")]
    [InlineData("2027-05-03")]
    [InlineData("2027-05-31")]
    [InlineData("2026-10-28")]
    [InlineData("2027-02-17")]
    [InlineData("2026-08-31")]
    public void Bank_holidays_and_half_terms_have_no_registers(string date) =>
        Assert.DoesNotContain(Day(date), AcademicYear.Of(Day(date)).SchoolDays);

    [Theory]
    [InlineData("2026-11-24", "2026-11-24")]
    [InlineData("2026-11-22", "2026-11-20")]
    [InlineData("2026-08-15", "2026-07-22")]
    [InlineData("2026-09-01", "2026-07-22")]
    [InlineData("2026-12-25", "2026-12-18")]
    public void The_live_day_is_the_date_itself_or_the_school_day_before_it(string date, string expected) =>
        Assert.Equal(Day(expected), DemoCalendar.LiveDateFor(Day(date)));

    [Fact]
    public void A_demo_can_be_made_on_days_all_over_two_years_with_ten_weeks_of_past_and_a_run_of_days_after()
    {
        for (var date = new DateOnly(2026, 1, 1); date.Year < 2028; date = date.AddDays(5))
        {
            var calendar = DemoCalendar.For(date, 15);

            Assert.True(calendar.LiveDate <= date);
            Assert.True(calendar.LiveIndex >= 70);
            Assert.Equal(calendar.LiveIndex + 16, calendar.Days.Count);
            Assert.Equal(calendar.Days.Order(), calendar.Days);
        }
    }

    [Theory]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2027, "2027-03-28")]
    [InlineData(2038, "2038-04-25")]
    public void Easter_is_where_the_church_puts_it(int year, string expected) => Assert.Equal(Day(expected), AcademicYear.EasterSunday(year));

    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd");
}
