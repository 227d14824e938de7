using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests;

public sealed class SchoolCalendarTests
{
    private static readonly SchoolCalendar Calendar = SchoolCalendar.From(Story.Calendar());

    [Fact]
    public void Ten_school_weeks_reach_over_the_summer_to_the_week_of_29_June()
    {
        var weeks = Calendar.DaysOf(null).LastWeeks(10, new(2026, 10, 6));

        Assert.Equal(new DateOnly(2026, 6, 29), weeks[0]);
        Assert.Equal([new(2026, 7, 6), new(2026, 7, 13), new(2026, 7, 20), new(2026, 8, 31)], weeks.Skip(1).Take(4));
        Assert.Equal(new DateOnly(2026, 7, 6), Calendar.DaysOf(null).LastWeeks(10, new(2026, 10, 13))[0]);
    }

    [Fact]
    public void Weekends_closures_inset_and_dates_outside_the_calendar_are_no_school_days()
    {
        Assert.True(Calendar.IsSchoolDay(new(2026, 10, 6)));
        Assert.False(Calendar.IsSchoolDay(new(2026, 10, 10)));
        Assert.False(Calendar.IsSchoolDay(new(2026, 10, 28)));
        Assert.False(Calendar.IsSchoolDay(new(2026, 11, 20)));
        Assert.False(Calendar.IsSchoolDay(new(2025, 8, 29)));
        Assert.False(Calendar.IsSchoolDay(new(2027, 7, 22)));
        Assert.False(SchoolCalendar.Empty.IsSchoolDay(new(2026, 10, 6)));
    }

    [Fact]
    public void Where_terms_are_given_the_days_between_them_are_no_school_days()
    {
        var calendar = SchoolCalendar.From(Story.Calendar() with { Terms = [new("Autumn", new(2026, 9, 3), new(2026, 12, 18))] });

        Assert.True(calendar.IsSchoolDay(new(2026, 9, 3)));
        Assert.False(calendar.IsSchoolDay(new(2026, 7, 1)));
    }

    [Fact]
    public void A_year_group_has_its_own_days_off_and_on()
    {
        var calendar = SchoolCalendar.From(Story.Calendar() with { YearGroups = [new(11, [new(2026, 10, 6)], [new(2026, 10, 10)])] });

        Assert.False(calendar.IsSchoolDay(new(2026, 10, 6), 11));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 10), 11));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 6), 10));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 6)));
    }

    [Fact]
    public void The_last_school_days_count_the_day_they_end_with_and_no_holiday()
    {
        Assert.Equal([new(2026, 10, 22), new(2026, 10, 23), new(2026, 11, 2)], Calendar.DaysOf(null).Last(3, new(2026, 11, 2)));
        Assert.Equal(new DateOnly(2026, 11, 3), Calendar.DaysOf(null).NthAfter(new(2026, 10, 23), 2));
        Assert.Null(Calendar.DaysOf(null).NthAfter(new(2027, 7, 21), 1));
    }

    [Fact]
    public void A_register_closes_at_its_wall_time_in_summer_and_in_winter()
    {
        Assert.Equal(new DateTimeOffset(2026, 10, 23, 8, 20, 0, TimeSpan.Zero), Calendar.ClosesAt(new(new(2026, 10, 23), Session.AM)));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 9, 20, 0, TimeSpan.Zero), Calendar.ClosesAt(new(new(2026, 11, 2), Session.AM)));
    }

    [Fact]
    public void The_hour_that_is_skipped_and_the_hour_that_comes_twice_have_one_instant_each()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), SchoolTime.At(new(2026, 3, 29), new(1, 30)));
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), SchoolTime.At(new(2026, 10, 25), new(1, 30)));
        Assert.Equal(new DateOnly(2026, 7, 2), SchoolTime.DateOf(new DateTimeOffset(2026, 7, 1, 23, 30, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("2011-09-01", "2016-09-01", "2028-06-30")]
    [InlineData("2011-08-31", "2016-09-01", "2027-06-25")]
    [InlineData("2012-01-01", "2017-01-01", "2028-06-30")]
    [InlineData("2012-01-02", "2017-04-01", "2028-06-30")]
    [InlineData("2012-02-29", "2017-04-01", "2028-06-30")]
    public void Compulsory_school_age_runs_from_the_term_after_five_to_the_last_Friday_of_June_at_sixteen(string born, string from, string to)
    {
        var birthday = DateOnly.Parse(born, null);

        Assert.Equal(DateOnly.Parse(from, null), CompulsorySchoolAge.StartsOn(birthday));
        Assert.Equal(DateOnly.Parse(to, null), CompulsorySchoolAge.EndsOn(birthday));
    }

    [Fact]
    public void What_the_school_states_about_compulsory_age_goes_before_the_birthday()
    {
        var pupil = Story.Pupil(new("p001"));

        Assert.True(CompulsorySchoolAge.Holds(pupil, new(2026, 10, 6)));
        Assert.False(CompulsorySchoolAge.Holds(pupil with { CompulsoryAge = false }, new(2026, 10, 6)));
        Assert.Null(CompulsorySchoolAge.Holds(pupil with { Born = null, YearGroup = null }, new(2026, 10, 6)));
    }
}
