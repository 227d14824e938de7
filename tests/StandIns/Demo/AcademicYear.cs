using RiskMonitor.Domain.Observations;

namespace RiskMonitor.StandIns.Demo;

/// <summary>The terms, holidays and training days of one school year, worked out for any year as English authorities commonly set them.</summary>
public sealed class AcademicYear
{
    public AcademicYear(int firstYear)
    {
        FirstYear = firstYear;
        var easter = EasterSunday(LastYear);
        Terms =
        [
            new("Autumn", Weekday(new DateOnly(FirstYear, 9, 1)), OnOrBefore(new DateOnly(FirstYear, 12, 22), DayOfWeek.Friday)),
            new("Spring", AfterNewYear(), easter.AddDays(-9)),
            new("Summer", easter.AddDays(8), OnOrAfter(new DateOnly(LastYear, 7, 19), DayOfWeek.Wednesday)),
        ];
        HalfTerms =
        [
            OnOrAfter(new DateOnly(FirstYear, 10, 22), DayOfWeek.Monday),
            OnOrAfter(new DateOnly(LastYear, 2, 12), DayOfWeek.Monday),
            OnOrBefore(new DateOnly(LastYear, 5, 31), DayOfWeek.Monday),
        ];
        var first = Terms[0].From;
        TrainingDays = [first, Weekday(first.AddDays(1)), HalfTerms[0].AddDays(7), Terms[1].From, HalfTerms[2].AddDays(7)];
        SchoolDays = [.. Weekdays().Where(day => !TrainingDays.Contains(day) && IsOpen(day))];
        Closed = [.. Weekdays().Where(day => !TrainingDays.Contains(day) && !IsOpen(day))];
    }

    /// <summary>2026 for 2026/27.</summary>
    public int FirstYear { get; }

    /// <summary>Autumn, Spring and Summer. Half-term weeks lie inside and are closed.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>The Mondays of the three half-term weeks.</summary>
    public IReadOnlyList<DateOnly> HalfTerms { get; }

    /// <summary>Five days on which staff train and pupils stay at home.</summary>
    public IReadOnlyList<DateOnly> TrainingDays { get; }

    /// <summary>Days with registers.</summary>
    public IReadOnlyList<DateOnly> SchoolDays { get; }

    /// <summary>Weekdays of the year on which no pupil comes and no training is held: holidays, half-terms and bank holidays.</summary>
    public IReadOnlyList<DateOnly> Closed { get; }

    /// <summary>1 August to 31 July.</summary>
    public static AcademicYear Of(DateOnly date) => new(date.Month >= 8 ? date.Year : date.Year - 1);

    public DateOnly From => new(FirstYear, 8, 1);

    public DateOnly To => new(FirstYear + 1, 7, 31);

    public string Name => $"{FirstYear}/{FirstYear + 1}";

    private int LastYear => FirstYear + 1;

    /// <summary>The Gregorian computus of Meeus, Jones and Butcher.</summary>
    public static DateOnly EasterSunday(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }

    private bool IsOpen(DateOnly day) =>
        Terms.Any(term => day >= term.From && day <= term.To)
        && !HalfTerms.Any(monday => day >= monday && day < monday.AddDays(7))
        && day != OnOrAfter(new DateOnly(LastYear, 5, 1), DayOfWeek.Monday);

    private IEnumerable<DateOnly> Weekdays()
    {
        for (var day = From; day <= To; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                yield return day;
        }
    }

    // 3 January is the bank holiday when New Year's Day falls on a Saturday.
    private DateOnly AfterNewYear()
    {
        var monday = OnOrAfter(new DateOnly(LastYear, 1, 3), DayOfWeek.Monday);
        return monday.Day == 3 ? monday.AddDays(1) : monday;
    }

    private static DateOnly Weekday(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };

    private static DateOnly OnOrAfter(DateOnly day, DayOfWeek wanted) => day.AddDays(((int)wanted - (int)day.DayOfWeek + 7) % 7);

    private static DateOnly OnOrBefore(DateOnly day, DayOfWeek wanted) => day.AddDays(-(((int)day.DayOfWeek - (int)wanted + 7) % 7));
}
