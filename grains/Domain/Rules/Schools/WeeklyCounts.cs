using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>What is usual in a week: the counts of the weeks before it, oldest first.</summary>
internal readonly record struct UsualCount(ImmutableArray<int> Weeks)
{
    internal double Mean => Weeks.Average();

    /// <summary>Of a sample: over n − 1.</summary>
    internal double Variance
    {
        get
        {
            var mean = Mean;
            return Weeks.Sum(each => (each - mean) * (each - mean)) / (Weeks.Length - 1);
        }
    }

    internal double Deviation => Math.Sqrt(Variance);
}

/// <param name="Usual">Null: the calendar has too few school weeks before.</param>
internal readonly record struct WeekCount(DateOnly Monday, int Count, UsualCount? Usual);

/// <summary>How many things happened in each week, Monday to Sunday, against the school weeks before it.</summary>
internal sealed class WeeklyCounts
{
    private const int DaysOfWeek = 7;

    private readonly SchoolDays _days;
    private readonly int _weeks;
    private readonly DateOnly[] _dates;
    private readonly DateOnly[] _mondays;

    internal WeeklyCounts(SchoolDays days, IEnumerable<DateOnly> dates, int weeks)
    {
        (_days, _weeks, _dates) = (days, weeks, [.. dates.Order()]);
        _mondays = days.Count == 0 ? [] : [.. Enumerable.Range(0, days.WeekOf(days.Count - 1) + 1).Select(days.MondayOfWeek)];
    }

    /// <summary>The dates on which something happened, and the Mondays after each school week since the first.</summary>
    internal IEnumerable<DateOnly> Changes(DateOnly today) => _dates.Length == 0 ? [] : _dates.Distinct()
        .Concat(_mondays.Where(each => each >= SchoolDays.MondayOf(_dates[0]) && each <= today).Select(each => each.AddDays(DaysOfWeek)));

    /// <summary>How many happened in the week of a date, up to and with that date.</summary>
    internal int CountOn(DateOnly date) => CountUpTo(date) - CountUpTo(SchoolDays.MondayOf(date).AddDays(-1));

    /// <summary>The week of a date, up to and with that date.</summary>
    internal WeekCount UpTo(DateOnly date)
    {
        var monday = SchoolDays.MondayOf(date);
        return new(monday, CountOn(date), UsualBefore(monday));
    }

    /// <summary>The last school week that was over before a date, whole.</summary>
    internal WeekCount? LastEndedBefore(DateOnly date)
    {
        var week = Array.FindLastIndex(_mondays, each => each.AddDays(DaysOfWeek) <= date);
        return week < 0 ? null : UpTo(_mondays[week].AddDays(DaysOfWeek - 1));
    }

    private UsualCount? UsualBefore(DateOnly monday)
    {
        var end = Array.FindLastIndex(_mondays, each => each < monday) + 1;
        return end < _weeks ? null : new UsualCount([.. _mondays.AsSpan(end - _weeks, _weeks).ToArray().Select(each => CountUpTo(each.AddDays(DaysOfWeek - 1)) - CountUpTo(each.AddDays(-1)))]);
    }

    private int CountUpTo(DateOnly date)
    {
        var (low, high) = (0, _dates.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_dates[middle] <= date) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
