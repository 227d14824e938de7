namespace RiskMonitor.Domain.Windows;

/// <summary>School time is London wall time: which date an instant falls on, and which instant a wall-clock time is, across both clock changes.</summary>
public static class SchoolTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    // Asked several times for every mark, and the time zone database is slow to ask: what it says of each day is kept. A day is its day number in UTC.
    private static readonly byte[] Known = new byte[new DateOnly(2100, 1, 1).DayNumber - FirstKnownDay];

    private static int FirstKnownDay => new DateOnly(2000, 1, 1).DayNumber;

    /// <summary>What the clocks do on a day: not asked yet, one offset all day in quarters of an hour above <see cref="Steady"/>, or a change.</summary>
    private const byte NotAsked = 0;
    private const byte Changing = 1;
    private const byte Steady = 100;

    /// <summary>The same instant, written with London's offset.</summary>
    public static DateTimeOffset InLondon(DateTimeOffset instant) =>
        OffsetOf((int)(instant.UtcTicks / TimeSpan.TicksPerDay)) is { } offset ? instant.ToOffset(offset) : TimeZoneInfo.ConvertTime(instant, London);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(InLondon(instant).DateTime);

    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(InLondon(instant).DateTime);

    /// <summary>The instant at which London clocks show this time: the hour skipped in March counts from its end, the hour repeated in October is its first pass.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var wall = date.ToDateTime(time);
        if (OffsetOf(date.DayNumber) is { } steady) return new DateTimeOffset(wall, steady);
        if (London.IsInvalidTime(wall)) wall = wall.AddHours(1);
        var offset = London.IsAmbiguousTime(wall) ? London.GetAmbiguousTimeOffsets(wall).Max() : London.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset);
    }

    /// <summary>Midnight at the start of a London date.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => At(date, TimeOnly.MinValue);

    // London changes its clocks at 01:00 UTC, so a UTC day without a change is a London day without one.
    private static TimeSpan? OffsetOf(int day)
    {
        var index = day - FirstKnownDay;
        if ((uint)index >= (uint)Known.Length) return null;
        if (Known[index] == NotAsked) Known[index] = Ask(day);
        return Known[index] == Changing ? null : TimeSpan.FromMinutes(15 * (Known[index] - Steady));
    }

    private static byte Ask(int day)
    {
        var starts = new DateTime(day * TimeSpan.TicksPerDay, DateTimeKind.Utc);
        var (before, after) = (London.GetUtcOffset(starts), London.GetUtcOffset(starts.AddDays(1)));
        return before == after ? (byte)(Steady + (before.TotalMinutes / 15)) : Changing;
    }
}
