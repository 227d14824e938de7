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
        var calendar = SchoolCalendar.From(Story.Calendar() with { YearGroups = [new(11, [new(2026, 10, 6)], [new(2026, 10, 10)]), new(12, [new(2026, 10, 7)], [])] });

        Assert.False(calendar.IsSchoolDay(new(2026, 10, 6), 11));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 10), 11));
        Assert.False(calendar.IsSchoolDay(new(2026, 10, 7), 12));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 6), 10));
        Assert.True(calendar.IsSchoolDay(new(2026, 10, 6)));
    }

    [Fact]
    public void A_year_group_may_be_the_only_one_with_days_of_its_own_and_they_are_somebodys_days()
    {
        var (closed, opened) = (new DateOnly(2026, 10, 6), new DateOnly(2026, 10, 10));
        var one = SchoolCalendar.From(Story.Calendar() with { YearGroups = [new(11, [closed], [opened])] });
        var two = SchoolCalendar.From(Story.Calendar() with { YearGroups = [new(11, [closed], []), new(12, [], [opened])] });

        Assert.True(one.DaysOfAnybody().Contains(opened));
        Assert.True(two.DaysOfAnybody().Contains(opened));
        Assert.True(two.DaysOfAnybody().Contains(closed));
        Assert.Equal((false, true, false), (one.IsSchoolDay(closed, 11), one.IsSchoolDay(opened, 11), one.IsSchoolDay(opened)));
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
    public void A_register_closes_when_the_school_says_so()
    {
        var calendar = SchoolCalendar.From(Story.Calendar() with { MorningCloses = new(8, 55), AfternoonCloses = new(14, 5) });

        Assert.Equal(SchoolTime.At(new(2026, 11, 2), new(8, 55)), calendar.ClosesAt(new(new(2026, 11, 2), Session.AM)));
        Assert.Equal(SchoolTime.At(new(2026, 11, 2), new(14, 5)), calendar.ClosesAt(new(new(2026, 11, 2), Session.PM)));
        Assert.Equal(SchoolTime.At(new(2026, 11, 2), new(9, 20)), SchoolCalendar.Empty.ClosesAt(new(new(2026, 11, 2), Session.AM)));
        Assert.Equal(SchoolTime.At(new(2026, 11, 2), new(13, 30)), SchoolCalendar.Empty.ClosesAt(new(new(2026, 11, 2), Session.PM)));
    }

    [Fact]
    public void A_calendar_without_days_has_none()
    {
        Assert.Equal(0, SchoolCalendar.Empty.DaysOf(null).Count);
        Assert.Equal(0, SchoolCalendar.From(new Calendar { School = Story.School, From = new(2026, 9, 2), To = new(2026, 9, 1) }).DaysOf(null).Count);
    }

    [Theory]
    [InlineData(3658, "2026-09-08")]
    [InlineData(3659, "2026-09-09")]
    [InlineData(3660, "2026-09-09")]
    [InlineData(9999, "2026-09-09")]
    public void A_calendar_ends_where_it_says_or_after_ten_years(int days, string last)
    {
        var first = new DateOnly(2016, 9, 2);
        var school = SchoolCalendar.From(new Calendar { School = Story.School, From = first, To = first.AddDays(days) }).DaysOf(null);

        Assert.True(school.Contains(first));
        Assert.Equal(1, school.CountUpTo(first));
        Assert.Equal(DateOnly.Parse(last, null), school[school.Count - 1]);
    }

    [Fact]
    public void A_clock_that_changes_at_night_is_changed_for_the_rest_of_the_day()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 11, 0, 0, TimeSpan.Zero), SchoolTime.At(new(2026, 3, 29), new(12, 0)));
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 12, 0, 0, TimeSpan.Zero), SchoolTime.At(new(2026, 10, 25), new(12, 0)));
        Assert.Equal(new TimeOnly(13, 0), SchoolTime.TimeOf(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new TimeOnly(12, 0), SchoolTime.TimeOf(new DateTimeOffset(2026, 10, 25, 12, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Before_2000_and_after_2099_the_clock_is_London_s_too()
    {
        Assert.Equal(new TimeOnly(13, 0), SchoolTime.TimeOf(new DateTimeOffset(1999, 7, 1, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new TimeOnly(12, 0), SchoolTime.TimeOf(new DateTimeOffset(1999, 12, 31, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new TimeOnly(12, 0), SchoolTime.TimeOf(new DateTimeOffset(2100, 1, 1, 12, 0, 0, TimeSpan.Zero)));
    }

    // A fortieth of a second in steps of ten millionths, in which every remainder by a power of two up to the eighteenth comes up.
    [Fact]
    public void The_last_digits_of_an_instant_do_not_move_the_clock()
    {
        var noon = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        var moved = 0;
        for (var ticks = 0; ticks < 1 << 18; ticks++)
        {
            if (SchoolTime.InLondon(noon.AddTicks(ticks)).Offset != TimeSpan.Zero) moved++;
        }

        Assert.Equal(0, moved);
    }

    [Fact]
    public void Sessions_are_ordered_as_they_happen()
    {
        SchoolSession morning = new(new(2026, 10, 6), Session.AM), afternoon = new(new(2026, 10, 6), Session.PM), next = new(new(2026, 10, 7), Session.AM);

        Assert.Equal([morning, afternoon, next], new[] { next, afternoon, morning }.Order());
        Assert.Equal([true, true, true], [morning < afternoon, afternoon < next, morning < next]);
        Assert.Equal([false, false, false], [afternoon < morning, next < afternoon, SchoolSession.Equals(morning, afternoon)]);
        Assert.Equal([true, true, false], [morning <= afternoon, IsNotAfter(morning, morning), afternoon <= morning]);
        Assert.Equal([false, true, true], [morning >= afternoon, IsNotBefore(morning, morning), afternoon >= morning]);
        Assert.False(IsBefore(morning, morning));

        static bool IsBefore(SchoolSession one, SchoolSession other) => one < other;
        static bool IsNotAfter(SchoolSession one, SchoolSession other) => one <= other;
        static bool IsNotBefore(SchoolSession one, SchoolSession other) => one >= other;
    }

    [Fact]
    public void A_school_year_is_written_with_both_its_years()
    {
        Assert.Equal("2026/27", SchoolYear.Of(new(2026, 8, 1)).ToString());
        Assert.Equal("2025/26", SchoolYear.Of(new(2026, 7, 31)).ToString());
        Assert.Equal("2099/00", new SchoolYear(2099).ToString());
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
    [InlineData("2012-04-01", "2017-04-01", "2028-06-30")]
    [InlineData("2011-09-02", "2017-01-01", "2028-06-30")]
    public void Compulsory_school_age_runs_from_the_term_after_five_to_the_last_Friday_of_June_at_sixteen(string born, string from, string to)
    {
        var birthday = DateOnly.Parse(born, null);

        Assert.Equal(DateOnly.Parse(from, null), CompulsorySchoolAge.StartsOn(birthday));
        Assert.Equal(DateOnly.Parse(to, null), CompulsorySchoolAge.EndsOn(birthday));
    }

    [Theory]
    [InlineData("2012-01-02", "2017-03-31", false)]
    [InlineData("2012-01-02", "2017-04-01", true)]
    [InlineData("2012-01-02", "2028-06-30", true)]
    [InlineData("2012-01-02", "2028-07-01", false)]
    public void Compulsory_school_age_holds_on_its_first_and_on_its_last_day(string born, string on, bool holds) =>
        Assert.Equal(holds, CompulsorySchoolAge.Holds(Story.Pupil(new("p001")) with { Born = DateOnly.Parse(born, null) }, DateOnly.Parse(on, null)));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    public void Without_a_birthday_the_year_groups_1_to_11_are_of_compulsory_school_age(int yearGroup, bool holds) =>
        Assert.Equal(holds, CompulsorySchoolAge.Holds(Story.Pupil(new("p001")) with { Born = null, YearGroup = yearGroup }, new(2026, 10, 6)));

    [Fact]
    public void What_the_school_states_about_compulsory_age_goes_before_the_birthday()
    {
        var pupil = Story.Pupil(new("p001"));

        Assert.True(CompulsorySchoolAge.Holds(pupil, new(2026, 10, 6)));
        Assert.False(CompulsorySchoolAge.Holds(pupil with { CompulsoryAge = false }, new(2026, 10, 6)));
        Assert.Null(CompulsorySchoolAge.Holds(pupil with { Born = null, YearGroup = null }, new(2026, 10, 6)));
    }
}
