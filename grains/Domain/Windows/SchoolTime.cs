namespace RiskMonitor.Domain.Windows;

/// <summary>School time is London wall time: which date an instant falls on, and which instant a wall-clock time is, across both clock changes.</summary>
public static class SchoolTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The same instant, written with London's offset.</summary>
    public static DateTimeOffset InLondon(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, London);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(InLondon(instant).DateTime);

    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(InLondon(instant).DateTime);

    /// <summary>The instant at which London clocks show this time: the hour skipped in March counts from its end, the hour repeated in October is its first pass.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var wall = date.ToDateTime(time);
        if (London.IsInvalidTime(wall)) wall = wall.AddHours(1);
        var offset = London.IsAmbiguousTime(wall) ? London.GetAmbiguousTimeOffsets(wall).Max() : London.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset);
    }

    /// <summary>Midnight at the start of a London date.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => At(date, TimeOnly.MinValue);
}
