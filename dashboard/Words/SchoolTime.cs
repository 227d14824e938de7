using System.Globalization;

namespace RiskMonitor.Dashboard.Words;

/// <summary>Times as an English school says them: Europe/London, 24 hours.</summary>
public static class SchoolTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static string Clock(DateTimeOffset at) => Text(at, "HH:mm");

    public static string ClockWithSeconds(DateTimeOffset at) => Text(at, "HH:mm:ss");

    /// <summary>"Tue 24 Nov, 09:12".</summary>
    public static string DayAndClock(DateTimeOffset at) => Text(at, "ddd d MMM, HH:mm");

    /// <summary>"Tuesday 24 November".</summary>
    public static string LongDay(DateTimeOffset at) => Text(at, "dddd d MMMM");

    public static string Day(DateOnly date) => date.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    public static string DayAndYear(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, London).DateTime);

    public static int HourOf(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, London).Hour;

    /// <summary>The clock alone on the same London day, the day as well otherwise.</summary>
    public static string Since(DateTimeOffset at, DateTimeOffset now) =>
        DateOf(at) == DateOf(now) ? Clock(at) : DayAndClock(at);

    private static string Text(DateTimeOffset at, string format) =>
        TimeZoneInfo.ConvertTime(at, London).ToString(format, CultureInfo.InvariantCulture);
}
