namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>School time, for the reference: its own few lines, so that a mistake in the product's clock shows.</summary>
internal static class London
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    public static TimeOnly ClockOf(DateTimeOffset time) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    public static DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    public static DateTimeOffset StartOf(DateOnly date) => At(date, TimeOnly.MinValue);

    public static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    /// <summary>The calendar year in which the school year of a date began, on 1 August.</summary>
    public static int SchoolYearOf(DateOnly date) => date.Month >= 8 ? date.Year : date.Year - 1;

    public static IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to)
    {
        for (var date = from; date <= to; date = date.AddDays(1)) yield return date;
    }
}
