namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SCH-01 and the half of TRU-05 about marks: registers as they were known at the time.</summary>
internal static class RegisterReference
{
    private sealed record Moment(DateTimeOffset Time, DateOnly Date, bool EndOfDay);

    public static IReadOnlyList<Episode> Incomplete(SchoolView school)
    {
        var moments = FirstDayReference.Moments(school.Calendar, school.Known).Select(time => new Moment(time, London.DateOf(time), false))
            .Concat(school.Calendar.SchoolDays.Select(day => new Moment(London.StartOf(day.AddDays(1)), day, true)))
            .Where(moment => moment.Time <= school.Known.At)
            .OrderBy(moment => moment.Time).ThenByDescending(moment => moment.EndOfDay).ToList();
        return Timeline.Walk(
            [.. moments.Select(moment => moment.Date)],
            step => !moments[step].EndOfDay && Due(Then(school, moments[step].Time)).Any(IsIncomplete),
            (_, step) => moments[step].EndOfDay || Due(Then(school, moments[step].Time)).All(session => session.Unmarked.Count == 0),
            school.Calendar);
    }

    public static IReadOnlyList<Episode> NoMarks(SchoolView school)
    {
        var moments = school.Calendar.SchoolDays.Select(day => London.At(day, new(9, 45)).ToUniversalTime())
            .Concat(school.Known.Journal.Instants).Where(time => time <= school.Known.At).Distinct().Order().ToList();
        var dates = moments.Select(London.DateOf).ToList();
        return Timeline.Walk(
            dates,
            step => school.Calendar.IsSchoolDay(dates[step]) && London.ClockOf(moments[step]) == new TimeOnly(9, 45)
                && Then(school, moments[step]) is { Calendar.IsKnown: true } then && !AnyMark(then, dates[step]),
            (raisedAt, step) => AnyMark(Then(school, moments[step]), dates[raisedAt]),
            school.Calendar);
    }

    private static SchoolView Then(SchoolView school, DateTimeOffset time) => school.Known.As(time).School(school.School);

    private static bool AnyMark(SchoolView then, DateOnly from) => then.Known.Of("mark", then.School).Any(mark => mark.Text("code") is not null && mark.Date("date") >= from && mark.Date("date") <= then.Today);

    private static IEnumerable<(IReadOnlyList<PupilView> Unmarked, IReadOnlyList<PupilView> OnRoll)> Due(SchoolView then)
    {
        if (!then.Calendar.IsSchoolDay(then.Today)) yield break;
        var roll = then.Roll(then.Today);
        foreach (var half in new[] { Half.AM, Half.PM })
            if (then.Calendar.Deadline(then.Today, half) <= then.Known.At) yield return ([.. roll.Where(pupil => pupil.MarkOf(then.Today, half) is null)], roll);
    }

    private static bool IsIncomplete((IReadOnlyList<PupilView> Unmarked, IReadOnlyList<PupilView> OnRoll) session) =>
        session.Unmarked.Count * 100 > 2 * session.OnRoll.Count
        || session.OnRoll.Where(pupil => pupil.Registration is not null).GroupBy(pupil => pupil.Registration).Any(group => group.All(session.Unmarked.Contains));
}
