using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>The clock by which a first action is due: it runs on school days, between two London times.</summary>
internal readonly record struct SchoolHours(SchoolDays Days, TimeOnly Opens, TimeOnly Closes)
{
    /// <summary>The instant at which so much school time has passed since another; null when the calendar ends before.</summary>
    internal DateTimeOffset? After(DateTimeOffset start, TimeSpan time)
    {
        for (var day = Days.CountUpTo(SchoolTime.DateOf(start).AddDays(-1)); day < Days.Count; day++)
        {
            var (opens, closes) = (SchoolTime.At(Days[day], Opens), SchoolTime.At(Days[day], Closes));
            var from = start > opens ? start : opens;
            if (from >= closes) continue;
            if (from + time <= closes) return from + time;
            time -= closes - from;
        }

        return null;
    }
}
