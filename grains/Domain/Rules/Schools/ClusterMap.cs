using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <param name="Pupils">Pupils of the year group with a concern in the window.</param>
/// <param name="PupilsBefore">Pupils of the year group with a concern in the usual days before; 0 where there are too few to be a cluster.</param>
/// <param name="Linked">The most pupils linked with each other in the window of whom one at least is of the year group; 0 below the number that matters.</param>
internal readonly record struct ClusterCount(int Pupils, int PupilsBefore, int Linked);

/// <summary>The concerns of one category on the school days they happened on, by year group, with who is linked with whom.</summary>
internal sealed class ClusterMap
{
    private readonly SchoolRegister _register;
    private readonly SchoolDays _days;
    private readonly RuleSettings _settings;

    // By number of the school day.
    private readonly List<(int Day, Concern Row)> _rows;
    private readonly List<(int Day, Concern Row)> _linking;
    private readonly Dictionary<int, List<(int Day, Concern Row)>> _byYear;
    private readonly Dictionary<int, Dictionary<int, int>> _linked = [];

    internal ClusterMap(SchoolRegister register, SchoolDays days, IEnumerable<Concern> rows, RuleSettings settings)
    {
        (_register, _days, _settings) = (register, days, settings);
        _rows = [.. rows.Select(each => (On: each.HappenedOn(), Row: each)).Where(each => days.Contains(each.On)).Select(each => (Day: days.CountUpTo(each.On) - 1, each.Row)).OrderBy(each => each.Day)];
        _linking = _rows.FindAll(each => !each.Row.Linked.IsEmpty);
        _byYear = _rows.Select(each => (Year: YearOf(each.Row.Student), At: each)).Where(each => each.Year is not null).GroupBy(each => each.Year!.Value, each => each.At).ToDictionary(each => each.Key, each => each.ToList());
    }

    /// <summary>The year groups that can have a cluster at all: enough pupils with a concern close together, or one who is linked.</summary>
    internal IEnumerable<int> Years => _byYear.Where(each => IsEverCrowded(each.Value)).Select(each => each.Key)
        .Union(_linking.SelectMany(each => each.Row.Linked.Add(each.Row.Student)).Select(YearOf).OfType<int>())
        .Order();

    /// <summary>The dates on which what is counted of a year group can change.</summary>
    internal IEnumerable<DateOnly> ChangesOf(int year) => RowsOf(year).Concat(_linking)
        .SelectMany(each => new[] { each.Day, each.Day + _settings.ClusterSchoolDays, each.Day + _settings.ClusterSchoolDays + _settings.ClusterUsualSchoolDays })
        .Where(day => day < _days.Count).Distinct().Select(day => _days[day]);

    internal DateOnly WindowFrom(DateOnly date) => _days[Math.Max(0, _days.CountUpTo(date) - _settings.ClusterSchoolDays)];

    internal ClusterCount At(DateOnly date, int year)
    {
        var end = _days.CountUpTo(date);
        var from = end - _settings.ClusterSchoolDays;
        var rows = RowsOf(year);
        var pupils = PupilsIn(rows, from, end);
        var linked = _linking.Count == 0 ? 0 : LinkedAt(end).GetValueOrDefault(year);
        var before = pupils < _settings.ClusterPupils && linked < _settings.ClusterPupils ? 0 : PupilsIn(rows, from - _settings.ClusterUsualSchoolDays, from);
        return new(pupils, before, linked);
    }

    internal IEnumerable<Concern> RowsAt(DateOnly date, int year)
    {
        var end = _days.CountUpTo(date);
        var window = Between(_rows, end - _settings.ClusterSchoolDays, end).OrderBy(each => each.Day).ThenBy(each => each.Row.Id, StringComparer.Ordinal).ThenBy(each => each.Row.Student)
            .Select(each => each.Row).ToList();
        var groups = GroupsOf(window).Where(group => group.Count >= _settings.ClusterPupils && group.Any(pupil => YearOf(pupil) == year)).SelectMany(group => group).ToHashSet();
        return window.Where(each => YearOf(each.Student) == year || groups.Contains(each.Student));
    }

    private List<(int Day, Concern Row)> RowsOf(int year) => _byYear.GetValueOrDefault(year, []);

    // Any window with enough pupils in it has had so many when its last concern came.
    private bool IsEverCrowded(List<(int Day, Concern Row)> rows)
    {
        for (var last = _settings.ClusterPupils - 1; last < rows.Count; last++)
        {
            var end = rows[last].Day + 1;
            var isCrowded = rows[last - _settings.ClusterPupils + 1].Day >= end - _settings.ClusterSchoolDays;
            if (isCrowded && PupilsIn(rows, end - _settings.ClusterSchoolDays, end) >= _settings.ClusterPupils) return true;
        }

        return false;
    }

    /// <summary>The largest group of linked pupils by year group of its members, in the window that ends before a day.</summary>
    private Dictionary<int, int> LinkedAt(int end)
    {
        if (_linked.TryGetValue(end, out var known)) return known;
        var largest = new Dictionary<int, int>();
        foreach (var group in GroupsOf([.. Between(_linking, end - _settings.ClusterSchoolDays, end).Select(each => each.Row)]))
        {
            if (group.Count < _settings.ClusterPupils) continue;
            foreach (var year in group.Select(YearOf).OfType<int>().Distinct()) largest[year] = Math.Max(largest.GetValueOrDefault(year), group.Count);
        }

        return _linked[end] = largest;
    }

    /// <summary>Pupils who hang together by concerns that name others.</summary>
    private static List<HashSet<StudentId>> GroupsOf(List<Concern> rows)
    {
        var groups = new List<HashSet<StudentId>>();
        foreach (var row in rows.Where(each => !each.Linked.IsEmpty))
        {
            HashSet<StudentId> joined = [row.Student, .. row.Linked];
            foreach (var other in groups.Where(each => each.Overlaps(joined)).ToList())
            {
                joined.UnionWith(other);
                groups.Remove(other);
            }

            groups.Add(joined);
        }

        return groups;
    }

    // As many rows are no fewer pupils: only where that is not enough to tell are they told apart.
    private static int PupilsIn(List<(int Day, Concern Row)> rows, int from, int end)
    {
        var first = FirstFrom(rows, from);
        var after = FirstFrom(rows, end);
        return after - first < 2 ? after - first : rows.Skip(first).Take(after - first).Select(each => each.Row.Student).Distinct().Count();
    }

    private static IEnumerable<(int Day, Concern Row)> Between(List<(int Day, Concern Row)> rows, int from, int end)
    {
        for (var next = FirstFrom(rows, from); next < rows.Count && rows[next].Day < end; next++) yield return rows[next];
    }

    private static int FirstFrom(List<(int Day, Concern Row)> rows, int day)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Day < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private int? YearOf(StudentId pupil) => _register.Roll.GetValueOrDefault(pupil)?.YearGroup;
}
