using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>Two school years of about 190 days: one that is only remembered, and the one in which alerts are counted.</summary>
internal static class NoiseCalendar
{
    public static readonly DateOnly MeasuredFrom = new(2026, 9, 2);

    private static readonly (string Name, DateOnly From, DateOnly To)[] Terms =
    [
        ("Autumn 2025", new(2025, 9, 3), new(2025, 12, 19)), ("Spring 2026", new(2026, 1, 5), new(2026, 3, 27)), ("Summer 2026", new(2026, 4, 13), new(2026, 7, 21)),
        ("Autumn 2026", new(2026, 9, 2), new(2026, 12, 18)), ("Spring 2027", new(2027, 1, 4), new(2027, 3, 25)), ("Summer 2027", new(2027, 4, 12), new(2027, 7, 20)),
    ];

    private static readonly (DateOnly From, DateOnly To)[] HalfTerms =
    [
        (new(2025, 10, 27), new(2025, 10, 31)), (new(2026, 2, 16), new(2026, 2, 20)), (new(2026, 5, 25), new(2026, 5, 29)),
        (new(2026, 10, 26), new(2026, 10, 30)), (new(2027, 2, 15), new(2027, 2, 19)), (new(2027, 5, 31), new(2027, 6, 4)),
    ];

    public static ImmutableArray<DateOnly> Days { get; } = [.. Weekdays().Where(day => Terms.Any(term => day >= term.From && day <= term.To) && !HalfTerms.Any(half => day >= half.From && day <= half.To))];

    public static int FirstMeasured { get; } = Days.IndexOf(Days.First(day => day >= MeasuredFrom));

    /// <summary>Measured school weeks.</summary>
    public static int Weeks { get; } = Days.Skip(FirstMeasured).Select(SchoolDays.MondayOf).Distinct().Count();

    public static string TermOf(DateOnly date) => Terms.First(term => date >= term.From && date <= term.To).Name;

    public static Calendar Of(SchoolId school, DateTimeOffset at) => new()
    {
        School = school,
        ReceivedAt = at,
        From = Days[0],
        To = Days[^1],
        Closed = [.. Weekdays().Except(Days)],
        Terms = [.. Terms.Select(term => new Term(term.Name, term.From, term.To))],
    };

    private static IEnumerable<DateOnly> Weekdays() => Enumerable.Range(0, Terms[^1].To.DayNumber - Terms[0].From.DayNumber + 1).Select(Terms[0].From.AddDays)
        .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
}
