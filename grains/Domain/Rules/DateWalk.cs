using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// Walks a rule whose steps are dates: every date up to today is a step, but only those on which something can change are looked at,
/// which gives the same episodes as looking at all of them.
/// </summary>
internal readonly record struct DateWalk(EpisodeFold Episodes, DateTimeOffset? NextDue)
{
    /// <param name="changes">Every date on which either condition can begin or cease to hold: a thing enters or leaves a window.</param>
    internal static DateWalk Of(PupilAt at, IEnumerable<DateOnly> changes, Func<DateOnly, bool> raises, Func<DateOnly, bool> clears, int coolDownDays = 0) =>
        Of(at.Days, at.Today, changes, raises, clears, coolDownDays);

    /// <inheritdoc cref="Of(PupilAt, IEnumerable{DateOnly}, Func{DateOnly, bool}, Func{DateOnly, bool}, int)"/>
    internal static DateWalk Of(SchoolDays days, DateOnly today, IEnumerable<DateOnly> changes, Func<DateOnly, bool> raises, Func<DateOnly, bool> clears, int coolDownDays = 0)
    {
        var steps = new DateSteps(changes);
        var episodes = new EpisodeFold(days, coolDownDays);
        for (var step = steps.Next(); step is { } date && date <= today; step = steps.Next())
        {
            var wasOpen = episodes.IsOpen;
            episodes.Take(0, date, !wasOpen && raises(date), wasOpen && clears(date));
            if (wasOpen == episodes.IsOpen || date == DateOnly.MaxValue) continue;

            // After a change the other condition may hold on the very next date, without anything having entered or left.
            steps.AddDayAfter(date);
            if (wasOpen && coolDownDays > 0 && days.NthAfter(date, coolDownDays) is { } over) steps.AddCoolDownEnd(over);
        }

        return new(episodes, steps.Last is { } next ? SchoolTime.StartOf(next) : null);
    }
}
