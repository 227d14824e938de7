using CsCheck;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Digests;

/// <summary>What holds of anybody's plan, in any week, also those in which the clocks change.</summary>
public sealed class DigestPlanLaws
{
    private static readonly Gen<TimeOnly> AnyTime = Gen.Int[0, 95].Select(quarter => TimeOnly.MinValue.AddMinutes(quarter * 15));

    private static readonly Gen<DigestPlan> AnyPlan = Gen.Select(AnyTime, AnyTime, AnyTime, AnyTime, Gen.Int[0, 6], Gen.Bool).Select(each => new DigestPlan
    {
        IsDaily = true,
        IsWeekly = true,
        DailyAt = each.Item1,
        WeeklyAt = each.Item2,
        QuietFrom = each.Item3,
        QuietTo = each.Item4,
        WeeklyOn = (DayOfWeek)each.Item5,
        HasQuietWeekends = each.Item6,
    });

    // Both weeks of 2026 in which London's clocks change, and the days around them.
    private static readonly Gen<DateTimeOffset> AnyInstant = Gen.Select(Gen.Bool, Gen.Int[0, 14 * 96]).Select((spring, quarter) =>
        (spring ? new DateTimeOffset(2026, 3, 22, 0, 0, 0, TimeSpan.Zero) : new DateTimeOffset(2026, 10, 18, 0, 0, 0, TimeSpan.Zero)).AddMinutes(quarter * 15));

    private static readonly Gen<DigestKind> AnyKind = Gen.Bool.Select(daily => daily ? DigestKind.Daily : DigestKind.Weekly);

    [Fact]
    public void Quiet_ends_at_the_first_instant_that_is_not_quiet() => Gen.Select(AnyPlan, AnyInstant).Sample((plan, at) =>
    {
        var end = plan.QuietEnds(at);

        Assert.True(end >= at);
        Assert.False(plan.IsQuiet(end));
        for (var step = at; step < end; step += TimeSpan.FromMinutes(15))
            Assert.True(plan.IsQuiet(step));
    });

    [Fact]
    public void A_digest_is_never_due_in_quiet_hours_nor_before_its_time() => Gen.Select(AnyPlan, AnyKind, AnyInstant).Sample((plan, kind, now) =>
    {
        var due = plan.LastDue(kind, now)!;

        Assert.True(due.DueAt <= now);
        Assert.False(plan.IsQuiet(due.DueAt));
        Assert.True(due.DueAt >= SchoolTime.At(due.Date, kind is DigestKind.Weekly ? plan.WeeklyAt : plan.DailyAt));
    });

    [Fact]
    public void As_time_passes_the_period_never_goes_back_and_none_is_left_out() => Gen.Select(AnyPlan, AnyKind, AnyInstant).Sample((plan, kind, start) =>
    {
        var periods = Enumerable.Range(0, 14 * 24 * 4).Select(quarter => plan.LastDue(kind, start.AddMinutes(quarter * 15))!.Date).ToList();

        Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        var expected = kind is DigestKind.Weekly ? 1 : plan.HasQuietWeekends ? 9 : 12;
        Assert.True(periods.Distinct().Count() > expected);
    });

    [Theory]
    [InlineData("2026-10-05 07:29", "daily/2026-10-02")]
    [InlineData("2026-10-05 07:30", "daily/2026-10-05")]
    [InlineData("2026-10-05 23:00", "daily/2026-10-05")]
    [InlineData("2026-10-10 12:00", "daily/2026-10-09")]
    [InlineData("2026-10-25 12:00", "daily/2026-10-23")]
    public void The_usual_day_begins_at_half_past_seven_and_leaves_out_the_weekend(string now, string period) =>
        Assert.Equal(period, DigestPlan.For([Access.Role.SafeguardingLead]).LastDue(DigestKind.Daily, At(now))!.Text);

    [Theory]
    [InlineData("2026-10-05 06:59", true)]
    [InlineData("2026-10-05 07:00", false)]
    [InlineData("2026-10-05 17:59", false)]
    [InlineData("2026-10-05 18:00", true)]
    [InlineData("2026-10-09 18:00", true)]
    [InlineData("2026-10-10 12:00", true)]
    [InlineData("2026-10-11 23:59", true)]
    [InlineData("2026-10-12 07:00", false)]
    public void Evenings_nights_and_weekends_are_quiet_unless_chosen_otherwise(string at, bool isQuiet) => Assert.Equal(isQuiet, new DigestPlan().IsQuiet(At(at)));

    // On 29 March 2026 London's clocks go from 01:00 to 02:00, on 25 October from 02:00 back to 01:00.
    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "01:15", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T00:30:00Z", "02:15", "2026-03-29T01:15:00Z")]
    [InlineData("2026-10-24T23:45:00Z", "01:15", "2026-10-25T00:15:00Z")]
    [InlineData("2026-10-25T01:00:00Z", "01:15", "2026-10-25T01:15:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "02:00", "2026-10-25T02:00:00Z")]
    public void Where_the_clocks_change_quiet_ends_when_they_no_longer_show_it(string asked, string quietTo, string ends)
    {
        var plan = new DigestPlan { QuietFrom = new(22, 0), QuietTo = TimeOnly.ParseExact(quietTo, "HH:mm", null), HasQuietWeekends = false };

        Assert.Equal(Utc(ends), plan.QuietEnds(Utc(asked)));
    }

    [Fact]
    public void A_digest_whose_time_lies_in_the_quiet_hours_comes_at_their_end()
    {
        var plan = new DigestPlan { IsDaily = true, DailyAt = new(20, 0) };

        Assert.Equal("daily/2026-10-01", plan.LastDue(DigestKind.Daily, At("2026-10-05 06:59"))!.Text);
        Assert.Equal("daily/2026-10-02", plan.LastDue(DigestKind.Daily, At("2026-10-05 07:00"))!.Text);
    }

    [Fact]
    public void Who_leads_a_trust_hears_weekly_and_who_works_in_a_school_daily()
    {
        var (trust, school) = (DigestPlan.For([Access.Role.TrustLead]), DigestPlan.For([Access.Role.AttendanceLead]));

        Assert.Equal((false, true, false), (trust.IsDaily, trust.IsWeekly, trust.IsImmediate));
        Assert.Equal((true, false, false), (school.IsDaily, school.IsWeekly, school.IsImmediate));
        Assert.True(DigestPlan.For([Access.Role.Head]).IsImmediate);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string london) => SchoolTime.At(DateOnly.ParseExact(london[..10], "yyyy-MM-dd", null), TimeOnly.ParseExact(london[11..], "HH:mm", null));
}
