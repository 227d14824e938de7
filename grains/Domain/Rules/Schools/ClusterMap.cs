using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <param name="Pupils">Pupils of the year group with a concern in the window.</param>
/// <param name="PupilsBefore">Pupils of the year group with a concern in the usual days before; 0 where there are too few to be a cluster.</param>
internal readonly record struct ClusterCount(int Pupils, int PupilsBefore);

/// <summary>The concerns of one category on the school days they happened on, by year group.</summary>
internal sealed class ClusterMap(SchoolRegister register, SchoolDays days, IEnumerable<Concern> rows, RuleSettings settings)
{
    private readonly Dictionary<int, ConcernsByDay> _byYear = new ConcernsByDay(days, rows).By(row => register.Roll.GetValueOrDefault(row.Student)?.YearGroup);

    /// <summary>The year groups that can have a cluster at all: enough pupils with a concern close together.</summary>
    internal IEnumerable<int> Years => _byYear.Where(each => IsEverCrowded(each.Value)).Select(each => each.Key).Order();

    /// <summary>The dates on which what is counted of a year group can change.</summary>
    internal IEnumerable<DateOnly> ChangesOf(int year) => RowsOf(year).Days
        .SelectMany(day => new[] { day, day + settings.ClusterSchoolDays, day + settings.ClusterSchoolDays + settings.ClusterUsualSchoolDays })
        .Where(day => day < days.Count).Distinct().Select(day => days[day]);

    internal ClusterCount At(DateOnly date, int year)
    {
        var end = days.CountUpTo(date);
        var from = end - settings.ClusterSchoolDays;
        var rows = RowsOf(year);
        var pupils = rows.PupilsBetween(from, end);
        return new(pupils, pupils < settings.ClusterPupils ? 0 : rows.PupilsBetween(from - settings.ClusterUsualSchoolDays, from));
    }

    internal IEnumerable<Concern> RowsAt(DateOnly date, int year) => RowsOf(year).Between(days.CountUpTo(date) - settings.ClusterSchoolDays, days.CountUpTo(date));

    private ConcernsByDay RowsOf(int year) => _byYear.GetValueOrDefault(year, ConcernsByDay.None);

    // Any window with enough pupils in it has had so many when its last concern came.
    private bool IsEverCrowded(ConcernsByDay rows)
    {
        for (var last = settings.ClusterPupils - 1; last < rows.Count; last++)
        {
            var end = rows.DayOf(last) + 1;
            var isCrowded = rows.DayOf(last - settings.ClusterPupils + 1) >= end - settings.ClusterSchoolDays;
            if (isCrowded && rows.PupilsBetween(end - settings.ClusterSchoolDays, end) >= settings.ClusterPupils) return true;
        }

        return false;
    }
}
