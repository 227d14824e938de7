using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests;

public sealed class SchoolHoursTests
{
    private static readonly SchoolHours Hours = new(SchoolCalendar.From(Story.Calendar()).DaysOf(null), new(8, 0), new(17, 0));

    [Theory]
    [InlineData("2026-10-06 10:00", 4, "2026-10-06 14:00")]
    [InlineData("2026-10-06 15:00", 4, "2026-10-07 10:00")]
    [InlineData("2026-10-06 08:00", 9, "2026-10-06 17:00")]
    [InlineData("2026-10-06 06:30", 1, "2026-10-06 09:00")]
    [InlineData("2026-10-06 17:00", 1, "2026-10-07 09:00")]
    [InlineData("2026-11-19 16:30", 1, "2026-11-23 08:30")]
    [InlineData("2026-10-23 16:00", 9, "2026-11-02 16:00")]
    [InlineData("2026-11-21 12:00", 1, "2026-11-23 09:00")]
    public void Nights_weekends_inset_and_holidays_do_not_count(string from, int hours, string until)
    {
        Assert.Equal(At(until), Hours.After(At(from), TimeSpan.FromHours(hours)));
        Assert.Equal(TimeSpan.FromHours(hours), Hours.Between(At(from), At(until)));
    }

    [Fact]
    public void Between_two_instants_counts_to_the_last_school_day_and_no_further()
    {
        Assert.Equal(TimeSpan.FromMinutes(30), Hours.Between(At("2027-07-21 16:30"), At("2027-08-02 12:00")));
        Assert.Equal(TimeSpan.Zero, Hours.Between(At("2026-10-06 17:00"), At("2026-10-07 08:00")));
    }

    [Fact]
    public void After_the_last_school_day_nobody_can_say() => Assert.Null(Hours.After(At("2027-07-21 16:30"), TimeSpan.FromHours(1)));

    private static DateTimeOffset At(string text) =>
        SchoolTime.At(DateOnly.ParseExact(text[..10], "yyyy-MM-dd", null), TimeOnly.ParseExact(text[11..], "HH:mm", null));
}
