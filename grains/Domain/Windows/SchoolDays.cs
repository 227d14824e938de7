namespace RiskMonitor.Domain.Windows;

/// <summary>
/// The school days of one year group in order, numbered from 0, with the school week each belongs to: what every window is counted in.
/// A school week is any week, Monday to Sunday, with at least one school session. Windows include the date they end with.
/// </summary>
public sealed class SchoolDays
{
    private readonly int _from;
    private readonly int[] _days;
    private readonly int[] _upTo;
    private readonly int[] _weeks;
    private readonly DateOnly[] _mondays;

    internal SchoolDays(DateOnly from, DateOnly to, Func<DateOnly, bool> isSchoolDay)
    {
        _from = from.DayNumber;
        _upTo = new int[to.DayNumber - from.DayNumber + 1];
        var days = new List<int>();
        var weeks = new List<int>();
        var mondays = new List<DateOnly>();
        for (var index = 0; index < _upTo.Length; index++)
        {
            var date = from.AddDays(index);
            if (isSchoolDay(date))
            {
                var monday = MondayOf(date);
                if (mondays.Count == 0 || mondays[^1] != monday) mondays.Add(monday);
                days.Add(date.DayNumber);
                weeks.Add(mondays.Count - 1);
            }

            _upTo[index] = days.Count;
        }

        (_days, _weeks, _mondays) = ([.. days], [.. weeks], [.. mondays]);
    }

    public static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    public int Count => _days.Length;

    public DateOnly this[int index] => DateOnly.FromDayNumber(_days[index]);

    internal int NumberOf(int index) => _days[index];

    public bool Contains(DateOnly date) => CountUpTo(date) > CountUpTo(date.AddDays(-1));

    /// <summary>How many school days there are up to and with a date; also the number of the first school day after it.</summary>
    public int CountUpTo(DateOnly date)
    {
        var index = date.DayNumber - _from;
        return index < 0 || _upTo.Length == 0 ? 0 : _upTo[Math.Min(index, _upTo.Length - 1)];
    }

    /// <summary>School days after one date, up to and with another.</summary>
    public int CountBetween(DateOnly after, DateOnly upTo) => CountUpTo(upTo) - CountUpTo(after);

    /// <summary>The n-th school day after a date; null when the calendar ends before it.</summary>
    public DateOnly? NthAfter(DateOnly date, int n)
    {
        var index = CountUpTo(date) + n - 1;
        return index < Count ? this[index] : null;
    }

    /// <summary>The school week, numbered from 0, of a school day by its number.</summary>
    public int WeekOf(int day) => _weeks[day];

    public DateOnly MondayOfWeek(int week) => _mondays[week];

    /// <summary>The last n school days ending with a date, oldest first; fewer when the calendar begins later.</summary>
    public IReadOnlyList<DateOnly> Last(int n, DateOnly endingWith)
    {
        var end = CountUpTo(endingWith);
        return [.. Enumerable.Range(Math.Max(0, end - n), Math.Min(n, end)).Select(index => this[index])];
    }

    /// <summary>The Mondays of the k school weeks that end with the week of a date, oldest first. The week of the date counts even when it has no session.</summary>
    public IReadOnlyList<DateOnly> LastWeeks(int k, DateOnly endingWith)
    {
        var monday = MondayOf(endingWith);
        var before = Array.FindLastIndex(_mondays, each => each < monday) + 1;
        var start = Math.Max(0, before - (k - 1));
        return [.. _mondays[start..before], monday];
    }
}
