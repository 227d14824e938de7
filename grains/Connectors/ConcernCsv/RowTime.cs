using System.Globalization;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>A date or a date and time as a school's export writes it: day first or ISO, London wall time unless it says otherwise.</summary>
internal readonly record struct RowTime(DateTimeOffset At, bool IsDayOnly, bool IsAtClockChange)
{
    private static readonly string[] Days = ["d/M/yyyy", "yyyy-MM-dd"];

    private static readonly string[] Walls =
    [
        "d/M/yyyy H:mm", "d/M/yyyy H:mm:ss", "yyyy-MM-dd H:mm", "yyyy-MM-dd H:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    private static readonly string[] Clocks = ["H:mm", "H:mm:ss"];

    public static RowTime? Of(string text)
    {
        if (Day(text) is { } day)
            return IsOfOurTimes(day.Year) ? new RowTime(SchoolTime.StartOf(day), true, false) : null;
        if (DateTime.TryParseExact(text, Walls, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
            return IsOfOurTimes(wall.Year) ? Wall(DateOnly.FromDateTime(wall), TimeOnly.FromDateTime(wall)) : null;
        return HasOffset(text) && DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && IsOfOurTimes(instant.Year)
            ? new RowTime(instant, false, false)
            : null;
    }

    public static DateOnly? Day(string text) => DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static TimeOnly? Clock(string text) => TimeOnly.TryParseExact(text, Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>The earlier instant where London clocks showed the time twice; an hour later where they skipped it.</summary>
    public static RowTime Wall(DateOnly day, TimeOnly time)
    {
        var at = SchoolTime.At(day, time);
        var isShownAgain = SchoolTime.TimeOf(at.AddHours(1)) == time;
        var wasSkipped = SchoolTime.TimeOf(at) != time;
        return new RowTime(at, false, isShownAgain || wasSkipped);
    }

    // Whatever lies outside is a typing error, and near the ends of the calendar an hour more or less cannot be reckoned.
    private static bool IsOfOurTimes(int year) => year is >= 1900 and < 2200;

    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
