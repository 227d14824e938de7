using System.Collections.Concurrent;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Windows;

/// <summary>
/// When a school is in session, from the last calendar it sent. A date outside the calendar, at a weekend, outside the terms (where terms
/// are given), closed or INSET is no school day; a year group may have its own days off and on. Without a calendar nothing is a school day.
/// </summary>
[GenerateSerializer, Immutable, Alias("SchoolCalendar")]
public sealed class SchoolCalendar
{
    /// <summary>A calendar longer than this is cut at its end: ten years.</summary>
    public const int LongestDays = 3660;

    // In the place of a year group.
    private const int Anybody = int.MaxValue;

    [NonSerialized]
    private ConcurrentDictionary<int, SchoolDays>? _days;

    public static SchoolCalendar Empty { get; } = new();

    public static SchoolCalendar From(Calendar source) => new() { Source = source };

    /// <summary>What the school sent; null when it has sent none.</summary>
    [Id(0)] public Calendar? Source { get; init; }

    public bool IsKnown => Source is not null;

    public bool IsSchoolDay(DateOnly date, int? yearGroup = null) => DaysOf(yearGroup).Contains(date);

    /// <summary>The school days of a year group; of the school as a whole when the year group is not known or has no days of its own.</summary>
    public SchoolDays DaysOf(int? yearGroup)
    {
        var days = _days ?? Interlocked.CompareExchange(ref _days, new(), null) ?? _days;
        var own = yearGroup is { } group && Source?.YearGroups.Any(each => each.YearGroup == group) == true ? group : int.MinValue;
        return days.GetOrAdd(own, static (group, calendar) => calendar.Numbered(group), this);
    }

    /// <summary>The days on which anybody is expected: those of the school as a whole, and those that it opened for one year group alone.</summary>
    public SchoolDays DaysOfAnybody() => Source?.YearGroups.Any(each => !each.Open.IsEmpty) != true ? DaysOf(null)
        : (_days ?? Interlocked.CompareExchange(ref _days, new(), null) ?? _days).GetOrAdd(Anybody, static (_, calendar) => calendar.Numbered(Anybody), this);

    /// <summary>When the register of a session closes. 09:20 and 13:30 unless the school says otherwise.</summary>
    public DateTimeOffset ClosesAt(SchoolSession session) =>
        SchoolTime.At(session.Date, session.Session is Session.AM ? Source?.MorningCloses ?? new(9, 20) : Source?.AfternoonCloses ?? new(13, 30));

    private SchoolDays Numbered(int group)
    {
        if (Source is not { } source || source.To < source.From) return new SchoolDays(new DateOnly(2000, 1, 1), new DateOnly(2000, 1, 1), static _ => false);
        var to = source.To.DayNumber - source.From.DayNumber < LongestDays ? source.To : source.From.AddDays(LongestDays - 1);
        var shut = source.Closed.Concat(source.Inset).ToHashSet();
        var own = source.YearGroups.Where(each => group == Anybody || each.YearGroup == group).ToList();
        var open = own.SelectMany(each => each.Open).ToHashSet();
        if (group != Anybody) shut.UnionWith(own.SelectMany(each => each.Closed));
        return new SchoolDays(source.From, to, date => open.Contains(date) || (!shut.Contains(date) && IsTermTime(source, date)));
    }

    private static bool IsTermTime(Calendar source, DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && (source.Terms.IsEmpty || source.Terms.Any(term => date >= term.From && date <= term.To));
}
