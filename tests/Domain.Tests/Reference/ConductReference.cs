namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>EXC-01 to EXC-03, BEH-01 and CMP-01.</summary>
internal static class ConductReference
{
    public static IReadOnlyList<PupilRule> Rules { get; } =
    [
        new("BEH-01", Behaviour, (_, _) => Rank.Medium, Boosted: true),
        new("CMP-01", BehaviourAndAttendance, (_, _) => Rank.High),
        new("EXC-01", TermDays, (pupil, _) => IsForGovernors(InTerm(pupil, pupil.Today)) ? Rank.High : Rank.Medium),
        new("EXC-02", YearCap, (pupil, _) => InYear(pupil, pupil.Today) switch { > 90 => Rank.Critical, >= 80 => Rank.High, _ => Rank.Medium }),
        new("EXC-03", Repeated, (_, _) => Rank.Medium, Boosted: true),
    ];

    private sealed record Suspension(DateOnly From, int Sessions, bool ExamMissed);

    private static IReadOnlyList<Episode> TermDays(PupilView pupil) => WalkDates(
        pupil,
        date => InTerm(pupil, date) is var term && (term.Sum(one => one.Sessions) > 10 || term.Any(one => one.ExamMissed)),
        (raisedOn, date) => date > pupil.Calendar.TermOf(raisedOn)!.Value.To);

    private static bool IsForGovernors(IReadOnlyList<Suspension> term) => term.Sum(one => one.Sessions) > 30 || term.Any(one => one.ExamMissed);

    private static IReadOnlyList<Episode> YearCap(PupilView pupil) => WalkDates(
        pupil,
        date => InYear(pupil, date) >= 60,
        (raisedOn, date) => London.SchoolYearOf(date) > London.SchoolYearOf(raisedOn));

    private static IReadOnlyList<Episode> Repeated(PupilView pupil) => WalkDates(
        pupil,
        date => SuspendedLately(pupil, date) >= 2,
        (_, date) => SuspendedLately(pupil, date) == 0);

    private static int SuspendedLately(PupilView pupil, DateOnly date)
    {
        var from = pupil.Calendar.StartOfLast(60, date);
        return Suspensions(pupil).Count(one => from <= one.From && one.From <= date);
    }

    private static IReadOnlyList<Suspension> InTerm(PupilView pupil, DateOnly date) =>
        pupil.Calendar.TermOf(date) is { } term ? [.. Suspensions(pupil).Where(one => term.From <= one.From && one.From <= date)] : [];

    private static int InYear(PupilView pupil, DateOnly date) =>
        Suspensions(pupil).Where(one => one.From <= date && London.SchoolYearOf(one.From) == London.SchoolYearOf(date)).Sum(one => one.Sessions);

    private static IReadOnlyList<Suspension> Suspensions(PupilView pupil) =>
        [.. pupil.Of("suspension").Select(one => new Suspension(one.Date("from")!.Value, SessionsServed(pupil, one), one.Truth("examMissed") == true))];

    // A session was served if it was over by the reinstatement: a morning at noon, an afternoon at five.
    private static int SessionsServed(PupilView pupil, Entry suspension)
    {
        var sessions = suspension.Whole("sessions");
        if (suspension.Time("reinstatedAt") is not { } reinstated) return sessions;
        var (day, time) = (London.DateOf(reinstated), London.ClockOf(reinstated));
        var before = pupil.Calendar.SchoolDays.Count(date => suspension.Date("from") <= date && date < day) * 2;
        var that = pupil.Calendar.IsSchoolDay(day) && suspension.Date("from") <= day ? (time >= new TimeOnly(12, 0) ? 1 : 0) + (time >= new TimeOnly(17, 0) ? 1 : 0) : 0;
        return Math.Min(sessions, before + that);
    }

    private static IReadOnlyList<Episode> Behaviour(PupilView pupil)
    {
        var days = pupil.Calendar.SchoolDays.Where(day => day <= pupil.Today).ToList();
        return Timeline.Walk(
            days,
            step => Incidents(pupil, days[step]) is { MarkedDays: >= 20, Last: >= 5 } counts && Statistics.PoissonTail(counts.Last, counts.Usual) < 0.005,
            (_, step) => Incidents(pupil, days[step]) is var counts && counts.Last <= counts.Usual + 1,
            pupil.Calendar,
            coolDown: 20);
    }

    private static (int Last, int MarkedDays, double Usual) Incidents(PupilView pupil, DateOnly day)
    {
        var (last, previous) = (pupil.Calendar.Last(10, day), pupil.Calendar.Previous(60, 10, day));
        var dates = pupil.Of("behaviour").Where(one => one.Whole("points") > 0 && one.Text("role") != "target").Select(one => London.DateOf(one.Time("occurredAt")!.Value)).ToList();
        var marked = previous.Count(pupil.HasMarkOn);
        return (dates.Count(last.Contains), marked, (dates.Count(previous.Contains) + 0.5) / (marked + 10) * 10);
    }

    // Open while BEH-01 and one of ATT-10 and ATT-12, raised at most ten school days apart, are both open.
    private static List<Episode> BehaviourAndAttendance(PupilView pupil)
    {
        var both =
            from behaviour in Behaviour(pupil)
            from attendance in AttendanceReference.SuddenChange(pupil).Concat(AttendanceReference.ShortSpells(pupil))
            let first = behaviour.RaisedOn < attendance.RaisedOn ? behaviour.RaisedOn : attendance.RaisedOn
            let later = behaviour.RaisedOn < attendance.RaisedOn ? attendance.RaisedOn : behaviour.RaisedOn
            let ends = new[] { behaviour.ClearedOn, attendance.ClearedOn }.Min()
            where pupil.Calendar.Between(first, later) <= 10 && (ends is null || later < ends)
            orderby later
            select new Episode(later, ends);
        return Joined([.. both]);
    }

    private static List<Episode> Joined(IReadOnlyList<Episode> pairs)
    {
        var joined = new List<Episode>();
        foreach (var pair in pairs)
        {
            if (joined.Count == 0 || pair.RaisedOn > (joined[^1].ClearedOn ?? DateOnly.MaxValue)) joined.Add(pair);
            else if (pair.ClearedOn is null || pair.ClearedOn > joined[^1].ClearedOn) joined[^1] = joined[^1] with { ClearedOn = pair.ClearedOn };
        }

        return joined;
    }

    private static IReadOnlyList<Episode> WalkDates(PupilView pupil, Func<DateOnly, bool> raises, Func<DateOnly, DateOnly, bool> clears) => Timeline.Walk(
        pupil.Dates,
        step => raises(pupil.Dates[step]),
        (raisedAt, step) => clears(pupil.Dates[raisedAt], pupil.Dates[step]),
        pupil.Calendar);
}
