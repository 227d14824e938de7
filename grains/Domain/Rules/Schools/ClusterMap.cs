using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <param name="Pupils">Pupils of the year group with a concern in the window.</param>
/// <param name="PupilsBefore">Pupils of the year group with a concern in the usual days before.</param>
/// <param name="Linked">The most pupils linked with each other in the window of whom one at least is of the year group; 0 below the number that matters.</param>
internal readonly record struct ClusterCount(int Pupils, int PupilsBefore, int Linked);

/// <summary>The concerns of one category on the school days they happened on, by year group, with who is linked with whom.</summary>
internal sealed class ClusterMap
{
    private readonly SchoolRegister _register;
    private readonly SchoolDays _days;
    private readonly RuleSettings _settings;

    // By number of the school day, then id and pupil.
    private readonly List<(int Day, Concern Row)> _rows;
    private readonly Dictionary<int, List<(int Day, Concern Row)>> _byYear;
    private readonly Dictionary<int, Dictionary<int, int>> _linked = [];

    internal ClusterMap(SchoolRegister register, SchoolDays days, List<Concern> rows, RuleSettings settings)
    {
        (_register, _days, _settings) = (register, days, settings);
        _rows = [.. rows.Where(each => days.Contains(each.HappenedOn())).Select(each => (Day: days.CountUpTo(each.HappenedOn()) - 1, Row: each))
            .OrderBy(each => each.Day).ThenBy(each => each.Row.Id, StringComparer.Ordinal).ThenBy(each => each.Row.Student)];
        _byYear = _rows.Where(each => YearOf(each.Row.Student) is not null).GroupBy(each => YearOf(each.Row.Student)!.Value).ToDictionary(each => each.Key, each => each.ToList());
        Changes = [.. _rows.SelectMany(each => new[] { each.Day, each.Day + settings.ClusterSchoolDays, each.Day + settings.ClusterSchoolDays + settings.ClusterUsualSchoolDays })
            .Where(day => day < days.Count).Distinct().Select(day => days[day])];
    }

    /// <summary>The year groups that can have a cluster at all: enough pupils with a concern, or one who is linked.</summary>
    internal IEnumerable<int> Years => _byYear.Where(each => each.Value.Select(row => row.Row.Student).Distinct().Count() >= _settings.ClusterPupils).Select(each => each.Key)
        .Union(_rows.Where(each => !each.Row.Linked.IsEmpty).SelectMany(each => each.Row.Linked.Add(each.Row.Student)).Select(YearOf).OfType<int>())
        .Order();

    internal ImmutableArray<DateOnly> Changes { get; }

    internal DateOnly WindowFrom(DateOnly date) => _days[Math.Max(0, _days.CountUpTo(date) - _settings.ClusterSchoolDays)];

    internal ClusterCount At(DateOnly date, int year)
    {
        var end = _days.CountUpTo(date);
        var from = end - _settings.ClusterSchoolDays;
        var rows = _byYear.GetValueOrDefault(year, []);
        var pupils = PupilsIn(rows, from, end);
        var before = pupils < _settings.ClusterPupils ? 0 : PupilsIn(rows, from - _settings.ClusterUsualSchoolDays, from);
        return new(pupils, before, LinkedAt(end).GetValueOrDefault(year));
    }

    internal IEnumerable<Concern> RowsAt(DateOnly date, int year)
    {
        var end = _days.CountUpTo(date);
        var window = Between(_rows, end - _settings.ClusterSchoolDays, end).Select(each => each.Row).ToList();
        var groups = GroupsOf(window).Where(group => group.Count >= _settings.ClusterPupils && group.Any(pupil => YearOf(pupil) == year)).SelectMany(group => group).ToHashSet();
        return window.Where(each => YearOf(each.Student) == year || groups.Contains(each.Student));
    }

    /// <summary>The largest group of linked pupils by year group of its members, in the window that ends before a day.</summary>
    private Dictionary<int, int> LinkedAt(int end)
    {
        if (_linked.TryGetValue(end, out var known)) return known;
        var largest = new Dictionary<int, int>();
        foreach (var group in GroupsOf([.. Between(_rows, end - _settings.ClusterSchoolDays, end).Select(each => each.Row)]))
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

    private static int PupilsIn(List<(int Day, Concern Row)> rows, int from, int end) => Between(rows, from, end).Select(each => each.Row.Student).Distinct().Count();

    private static IEnumerable<(int Day, Concern Row)> Between(List<(int Day, Concern Row)> rows, int from, int end)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Day < from) low = middle + 1;
            else high = middle;
        }

        for (; low < rows.Count && rows[low].Day < end; low++) yield return rows[low];
    }

    private int? YearOf(StudentId pupil) => _register.Roll.GetValueOrDefault(pupil)?.YearGroup;
}
