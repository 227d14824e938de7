using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>Concerns in the order of the school days they happened on; what happened on another day is left out.</summary>
internal sealed class ConcernsByDay
{
    // By number of the school day.
    private readonly List<(int Day, Concern Row)> _rows;

    internal ConcernsByDay(SchoolDays days, IEnumerable<Concern> rows) : this([.. rows.Select(each => (On: each.HappenedOn(), Row: each)).Where(each => days.Contains(each.On)).Select(each => (Day: days.CountUpTo(each.On) - 1, each.Row))
        .OrderBy(each => each.Day).ThenBy(each => each.Row.Id, StringComparer.Ordinal).ThenBy(each => each.Row.Student)])
    {
    }

    private ConcernsByDay(List<(int Day, Concern Row)> rows) => _rows = rows;

    internal static ConcernsByDay None { get; } = new([]);

    internal int Count => _rows.Count;

    /// <summary>The numbers of the school days, one for each concern, in order.</summary>
    internal IEnumerable<int> Days => _rows.Select(each => each.Day);

    /// <summary>By a number, a pupil's year group; those that have none are left out.</summary>
    internal Dictionary<int, ConcernsByDay> By(Func<Concern, int?> number) => _rows.Select(each => (Number: number(each.Row), At: each)).Where(each => each.Number is not null)
        .GroupBy(each => each.Number!.Value, each => each.At).ToDictionary(same => same.Key, same => new ConcernsByDay([.. same]));

    internal int DayOf(int place) => _rows[place].Day;

    /// <param name="end">The day after the last.</param>
    internal IEnumerable<Concern> Between(int from, int end)
    {
        for (var next = FirstFrom(from); next < _rows.Count && _rows[next].Day < end; next++) yield return _rows[next].Row;
    }

    // As many rows are no fewer pupils: only where that is not enough to tell are they told apart.
    internal int PupilsBetween(int from, int end)
    {
        var first = FirstFrom(from);
        var after = FirstFrom(end);
        return after - first < 2 ? after - first : _rows.Skip(first).Take(after - first).Select(each => each.Row.Student).Distinct().Count();
    }

    private int FirstFrom(int day)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Day < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
