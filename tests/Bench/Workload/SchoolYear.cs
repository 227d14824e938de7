using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Workload;

/// <summary>The sessions of the workload's school year, numbered from 0; the same days at every school.</summary>
internal sealed class SchoolYear
{
    private const int WindowWeeks = 10;

    private static readonly (DateOnly From, DateOnly To)[] Holidays =
    [
        (new(2026, 10, 26), new(2026, 10, 30)),
        (new(2026, 12, 21), new(2027, 1, 1)),
        (new(2027, 2, 15), new(2027, 2, 19)),
        (new(2027, 3, 29), new(2027, 4, 9)),
        (new(2027, 5, 3), new(2027, 5, 3)),
        (new(2027, 5, 31), new(2027, 6, 4)),
    ];

    private readonly int[] windowStart;

    public SchoolYear()
    {
        Days = [.. EveryDay().Where(IsSchoolDay)];
        var weeks = Days.Select(day => (day.DayNumber - 1) / 7).ToArray();
        var distinct = weeks.Distinct().ToArray();
        windowStart = [.. weeks.Select(week => FirstDayOfWindow(weeks, distinct, week) * 2)];
    }

    public static DateOnly From => new(2026, 9, 2);

    public static DateOnly To => new(2027, 7, 21);

    public DateOnly[] Days { get; }

    public int Sessions => Days.Length * 2;

    public static IEnumerable<DateOnly> Closed => EveryDay().Where(day => !IsSchoolDay(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    public SchoolSession At(int session) => new(Days[session / 2], session % 2 == 0 ? Session.AM : Session.PM);

    /// <summary>The first session of the ten school weeks that end with this one.</summary>
    public int WindowStart(int session) => windowStart[session / 2];

    private static int FirstDayOfWindow(int[] weeks, int[] distinct, int week) =>
        Array.IndexOf(weeks, distinct[Math.Max(0, Array.IndexOf(distinct, week) - WindowWeeks + 1)]);

    private static IEnumerable<DateOnly> EveryDay() => Enumerable.Range(From.DayNumber, To.DayNumber - From.DayNumber + 1).Select(DateOnly.FromDayNumber);

    private static bool IsSchoolDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Any(holiday => day >= holiday.From && day <= holiday.To);
}
