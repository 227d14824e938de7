namespace RiskMonitor.Domain.Windows;

/// <summary>
/// Time that counts only while a school is open: London wall time between two times of day on school days. What is recorded in the
/// evening has its clock started by the next school morning.
/// </summary>
public readonly record struct SchoolHours(SchoolDays Days, TimeOnly From, TimeOnly To)
{
    /// <summary>The instant at which so much school time has passed; at the end of a day rather than at the start of the next. Null when the calendar ends before.</summary>
    public DateTimeOffset? After(DateTimeOffset start, TimeSpan time)
    {
        var left = time;
        for (var index = FirstDayOf(start); index < Days.Count; index++)
        {
            var (opens, closes) = OpenOn(Days[index]);
            var begins = start > opens ? start : opens;
            if (begins >= closes) continue;
            if (closes - begins >= left) return SchoolTime.InLondon(begins + left);
            left -= closes - begins;
        }

        return null;
    }

    /// <summary>How much school time lies between two instants.</summary>
    public TimeSpan Between(DateTimeOffset start, DateTimeOffset end)
    {
        var sum = TimeSpan.Zero;
        for (var index = FirstDayOf(start); index < Days.Count; index++)
        {
            var (opens, closes) = OpenOn(Days[index]);
            if (opens >= end) break;
            var (begins, ends) = (start > opens ? start : opens, end < closes ? end : closes);
            if (ends > begins) sum += ends - begins;
        }

        return sum;
    }

    private int FirstDayOf(DateTimeOffset start) => Days.CountUpTo(SchoolTime.DateOf(start).AddDays(-1));

    private (DateTimeOffset Opens, DateTimeOffset Closes) OpenOn(DateOnly date) => (SchoolTime.At(date, From), SchoolTime.At(date, To));
}
