using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.StandIns.Demo;

/// <summary>The school days a demo covers: enough past for every window, the live day, and a run after it.</summary>
public sealed class DemoCalendar
{
    /// <summary>Ten school weeks and a margin, so that the longest window is full even in the first week of September.</summary>
    private const int LeastHistoryDays = 70;

    private DemoCalendar(AcademicYear year, DateOnly live, IReadOnlyList<DateOnly> days)
    {
        Year = year;
        LiveDate = live;
        Days = days;
        LiveIndex = days.ToList().IndexOf(live);
        Years = [new AcademicYear(year.FirstYear - 1), year, new AcademicYear(year.FirstYear + 1)];
    }

    public AcademicYear Year { get; }

    public DateOnly LiveDate { get; }

    /// <summary>Every day with registers, in order. The live day is at <see cref="LiveIndex"/>.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    public int LiveIndex { get; }

    private IReadOnlyList<AcademicYear> Years { get; }

    /// <summary>The date itself if it is a school day, else the nearest school day before it.</summary>
    public static DateOnly LiveDateFor(DateOnly date)
    {
        var year = AcademicYear.Of(date);
        return new AcademicYear(year.FirstYear - 1).SchoolDays.Concat(year.SchoolDays).Last(day => day <= date);
    }

    public static DemoCalendar For(DateOnly date, int followingDays)
    {
        var live = LiveDateFor(date);
        var year = AcademicYear.Of(live);
        var all = new[] { -1, 0, 1 }.SelectMany(step => new AcademicYear(year.FirstYear + step).SchoolDays).ToList();
        var index = all.IndexOf(live);
        var first = Math.Min(all.IndexOf(year.SchoolDays[0]), index - LeastHistoryDays);
        return new DemoCalendar(year, live, all[first..(index + followingDays + 1)]);
    }

    /// <summary>The observation neither upstream carries. Covers the year before and the year after too.</summary>
    public Calendar CalendarOf(SchoolId school) => new()
    {
        School = school,
        From = Years[0].From,
        To = Years[^1].To,
        Closed = [.. Years.SelectMany(year => year.Closed)],
        Inset = [.. Years.SelectMany(year => year.TrainingDays)],
        Terms = [.. Years.SelectMany(year => year.Terms)],
        MorningCloses = new TimeOnly(9, 20),
        AfternoonCloses = new TimeOnly(13, 30),
    };

    public string TermOf(DateOnly day) => Years.SelectMany(year => year.Terms).First(term => day >= term.From && day <= term.To).Name;

    /// <summary>
    /// How much likelier an absence is to start on this day than on an average one: the autumn's climb, the last weeks of terms
    /// and the week's shape (Wednesday lowest, Friday highest) of the DfE's daily attendance statistics.
    /// </summary>
    public double Pressure(DateOnly day)
    {
        var term = Years.SelectMany(year => year.Terms).First(t => day >= t.From && day <= t.To);
        var (week, left) = ((day.DayNumber - term.From.DayNumber) / 7, (term.To.DayNumber - day.DayNumber) / 7);
        var season = term.Name switch
        {
            "Autumn" => left == 0 ? 1.36 : week < 8 ? 0.70 + (0.04 * week) : 0.90 + (0.03 * (week - 8)),
            "Spring" => left == 0 ? 1.39 : 1.02,
            _ => 1.02,
        };
        double[] shape = [1.05, 0.95, 0.925, 0.975, 1.10];
        return season * shape[(int)day.DayOfWeek - 1];
    }
}
