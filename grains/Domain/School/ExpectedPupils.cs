using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>Who is expected at a school on a date: on roll, and a school day of their year group. By place on the roll, with their registration groups.</summary>
internal sealed class ExpectedPupils
{
    private readonly ImmutableDictionary<StudentId, RollEntry> _roll;
    private readonly SchoolCalendar _calendar;

    internal ExpectedPupils(ImmutableDictionary<StudentId, RollEntry> roll, SchoolCalendar calendar, DateOnly date)
    {
        (_roll, _calendar) = (roll, calendar);
        var expected = roll.Values.Where(each => each.IsOnRoll(date) && calendar.IsSchoolDay(date, each.YearGroup)).ToList();
        var groups = expected.Select(each => each.Registration).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var numbers = groups.Select((group, number) => (group, number)).ToDictionary(each => each.group, each => each.number, StringComparer.Ordinal);
        Date = date;
        Places = [.. expected.Select(each => each.Place)];
        GroupOf = [.. expected.Select(each => each.Registration is { } group ? numbers[group] : -1)];
        Groups = [.. groups];
    }

    internal DateOnly Date { get; }

    internal bool IsMadeFrom(ImmutableDictionary<StudentId, RollEntry> roll, SchoolCalendar calendar) => ReferenceEquals(roll, _roll) && ReferenceEquals(calendar, _calendar);

    internal int[] Places { get; }

    /// <summary>The number of the registration group of each, −1 for none.</summary>
    internal int[] GroupOf { get; }

    internal string[] Groups { get; }

    internal int Unmarked(SessionArrivals? arrivals, int bySecond = int.MaxValue)
    {
        if (arrivals is null) return Places.Length;
        var unmarked = 0;
        foreach (var place in Places)
        {
            if (!arrivals.WasMarked(place, bySecond)) unmarked++;
        }

        return unmarked;
    }

    /// <summary>Registration groups of at least so many pupils of whom not one had a mark.</summary>
    internal IReadOnlyList<string> WhollyUnmarked(SessionArrivals? arrivals, int smallest, int bySecond = int.MaxValue)
    {
        var (size, marked) = (new int[Groups.Length], new int[Groups.Length]);
        for (var index = 0; index < Places.Length; index++)
        {
            if (GroupOf[index] < 0) continue;
            size[GroupOf[index]]++;
            if (arrivals?.WasMarked(Places[index], bySecond) == true) marked[GroupOf[index]]++;
        }

        return [.. Groups.Where((_, number) => marked[number] == 0 && size[number] >= smallest)];
    }
}
