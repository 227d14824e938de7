using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>Pupils who hang together by concerns that name others, of whatever category and year group: what harms one child outside the home harms those around.</summary>
internal sealed class LinkedPupils(SchoolDays days, IEnumerable<Concern> rows, RuleSettings settings)
{
    private readonly ConcernsByDay _linking = new(days, rows.Where(row => !row.Linked.IsEmpty));
    private readonly Dictionary<int, int> _largest = [];

    /// <summary>Whether there are any at all.</summary>
    internal bool IsEmpty => _linking.Count == 0;

    /// <summary>The dates on which who hangs together can change.</summary>
    internal IEnumerable<DateOnly> Changes => _linking.Days.SelectMany(day => new[] { day, day + settings.ClusterSchoolDays }).Where(day => day < days.Count).Distinct().Select(day => days[day]);

    /// <summary>The pupils of the largest group in the window that ends with a date; 0 when nobody is linked.</summary>
    internal int LargestAt(DateOnly date)
    {
        var end = days.CountUpTo(date);
        if (!_largest.TryGetValue(end, out var largest)) _largest[end] = largest = GroupsAt(end).Select(group => group.Count).DefaultIfEmpty().Max();
        return largest;
    }

    /// <summary>The concerns that link so many that it matters, by the day they happened on.</summary>
    internal IEnumerable<Concern> RowsAt(DateOnly date)
    {
        var end = days.CountUpTo(date);
        var many = GroupsAt(end).Where(group => group.Count >= settings.ClusterPupils).SelectMany(group => group).ToHashSet();
        return _linking.Between(end - settings.ClusterSchoolDays, end).Where(row => many.Contains(row.Student));
    }

    private List<HashSet<StudentId>> GroupsAt(int end)
    {
        var groups = new List<HashSet<StudentId>>();
        foreach (var row in _linking.Between(end - settings.ClusterSchoolDays, end))
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
}
