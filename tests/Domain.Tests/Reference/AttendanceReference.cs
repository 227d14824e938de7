namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>The sums the attendance rules share, each made anew from the steps up to one of them.</summary>
internal static class Sums
{
    /// <summary>A run of absence: starts at an absent session, ends at the next attended one.</summary>
    internal sealed record Spell(Step Start, int Length);

    public static IEnumerable<Step> UpTo(this PupilView pupil, int step) => pupil.Steps.Take(step + 1);

    public static IReadOnlyList<Step> YearToDate(this PupilView pupil, int step) => [.. pupil.UpTo(step).Where(past => past.Year == pupil.Steps[step].Year)];

    public static (int Possible, int Absent) Tally(this IEnumerable<Step> steps)
    {
        var possible = steps.Where(step => step.IsPossible).ToList();
        return (possible.Count, possible.Count(step => step.IsAbsent));
    }

    public static (int Possible, int Absent) LastSixty(this PupilView pupil, int step) => pupil.YearToDate(step).Where(past => past.IsPossible).TakeLast(60).Tally();

    /// <summary>The steps within the last n school days.</summary>
    public static IEnumerable<Step> InDays(this PupilView pupil, int step, int days)
    {
        var from = pupil.Calendar.StartOfLast(days, pupil.Steps[step].Date);
        return pupil.UpTo(step).Where(past => past.Date >= from);
    }

    /// <summary>The steps within k school weeks.</summary>
    public static IReadOnlyList<Step> InWeeks(this PupilView pupil, int step, int weeks)
    {
        var from = pupil.Calendar.Weeks(weeks, pupil.Steps[step].Date)[^1];
        return [.. pupil.UpTo(step).Where(past => past.Date >= from)];
    }

    public static IReadOnlyList<Spell> Spells(this IEnumerable<Step> steps)
    {
        var spells = new List<Spell>();
        var inside = false;
        foreach (var step in steps.Where(step => step.IsPossible))
        {
            if (step.IsAbsent && inside) spells[^1] = spells[^1] with { Length = spells[^1].Length + 1 };
            else if (step.IsAbsent) spells.Add(new Spell(step, 1));
            inside = step.IsAbsent;
        }

        return spells;
    }

    /// <summary>How many possible sessions in a row, up to a step, are of a kind.</summary>
    public static int Run(this PupilView pupil, int step, Func<Step, bool> isOfKind) =>
        pupil.UpTo(step).Where(past => past.IsPossible).Reverse().TakeWhile(isOfKind).Count();

    public static int UnauthorisedRun(this PupilView pupil, int step) => pupil.Run(step, past => past.Stand == Stand.Unauthorised);

    public static bool IsNewYear(this PupilView pupil, int raisedAt, int step) => pupil.Steps[step].Year > pupil.Steps[raisedAt].Year;

    /// <summary>The index of the last step, at which a rule's urgency is taken.</summary>
    public static int Last(this PupilView pupil) => pupil.Steps.Count - 1;
}

/// <summary>ATT-01 to ATT-16 as 5.0 and 5.2 say.</summary>
internal static class AttendanceReference
{
    private static readonly double[] WeekdayShare = [0.21, 0.19, 0.185, 0.195, 0.22];

    public static IReadOnlyList<PupilRule> Rules { get; } =
    [
        new("ATT-01", PersistentAbsence, PersistentAbsenceSeverity),
        new("ATT-02", ProjectedAbsence, (_, _) => Rank.Low),
        new("ATT-03", SevereAbsence, (_, _) => Rank.High, Boosted: true),
        new("ATT-04", PenaltyThreshold, (pupil, _) => NoticesInThreeYears(pupil) >= 2 ? Rank.High : Rank.Medium),
        new("ATT-04w", PenaltyWarning, (_, _) => Rank.Low),
        new("ATT-05", ContinuousAbsence, (_, _) => Rank.High, Boosted: true),
        new("ATT-06", Sickness, (pupil, _) => SicknessSessions(pupil, pupil.Last()) >= 30 ? Rank.Medium : Rank.Low),
        new("ATT-07", UnresolvedReasons, (_, _) => Rank.Low, Boosted: true),
        new("ATT-08", FirstDayReference.Episodes, (pupil, _) => pupil.Has(pupil.Today, "CP", "MissingRisk") ? Rank.Critical : Rank.High),
        new("ATT-09", MissingTrack, (pupil, _) => pupil.UnauthorisedRun(pupil.Last()) >= 40 ? Rank.Critical : Rank.High),
        new("ATT-10", SuddenChange, (_, _) => Rank.Medium, Boosted: true),
        new("ATT-11", WeekdayPattern, (_, _) => Rank.Low),
        new("ATT-12", ShortSpells, (_, _) => Rank.Low),
        new("ATT-13", Lateness, (pupil, _) => pupil.InWeeks(pupil.Last(), 4).Count(step => step.Code == "U") >= 3 ? Rank.Medium : Rank.Low),
        new("ATT-14", MissedLessons, (_, _) => Rank.Medium, Boosted: true),
        new("ATT-15", ProvisionReference.Drift, (_, _) => Rank.Medium, Boosted: true),
        new("ATT-16", ProvisionReference.OffRoll, (_, _) => Rank.High, Boosted: true),
    ];

    public static IReadOnlyList<Episode> SuddenChange(PupilView pupil) => Walk(
        pupil,
        step => IsSuddenChange(pupil, step),
        (_, step) => pupil.InDays(step, 10).Count(past => past.IsAbsent) <= 1,
        coolDown: 20);

    public static IReadOnlyList<Episode> ShortSpells(PupilView pupil) => Walk(
        pupil,
        step => SpellsInTwelveWeeks(pupil, step) is { Count: >= 5 } spells && MedianIsAtMostFour(spells),
        (_, step) => SpellsInTwelveWeeks(pupil, step).Count <= 2,
        coolDown: 30);

    /// <summary>The sessions of ten school weeks that count to a penalty notice, at a step.</summary>
    public static int PenaltySessions(PupilView pupil, int step)
    {
        var (date, half) = (pupil.Steps[step].Date, pupil.Steps[step].Half);
        var used = pupil.Of("notice")
            .Where(notice => notice.Date("issuedOn") <= date)
            .Select(SessionsOf)
            .Where(sessions => sessions.All(session => session.CompareTo((date, half)) < 0))
            .SelectMany(sessions => sessions).ToHashSet();
        return pupil.InWeeks(step, 10).Count(past => past.Stand == Stand.Unauthorised && !used.Contains((past.Date, past.Half)));
    }

    private static IReadOnlyList<Episode> PersistentAbsence(PupilView pupil) => Walk(
        pupil,
        step => pupil.YearToDate(step).Tally() is { Possible: >= 60 } year && year.Absent * 10 >= year.Possible,
        (raisedAt, step) => pupil.IsNewYear(raisedAt, step) || (pupil.YearToDate(step).Tally() is var year && year.Absent * 1000 < year.Possible * 85),
        coolDown: 20);

    private static Rank PersistentAbsenceSeverity(PupilView pupil, Episode open)
    {
        var before = pupil.Steps.Where(step => step.Year == London.SchoolYearOf(open.RaisedOn) - 1).Tally();
        return before.Possible >= 60 && before.Absent * 10 < before.Possible ? Rank.Medium : Rank.Low;
    }

    private static IReadOnlyList<Episode> ProjectedAbsence(PupilView pupil) => Walk(
        pupil,
        step => pupil.YearToDate(step).Tally() is { Possible: >= 60 } year && year.Absent * 10 < year.Possible
            && Projection(pupil, step) is var (missed, possible) && missed * 10 >= possible,
        (raisedAt, step) => pupil.IsNewYear(raisedAt, step) || (Projection(pupil, step) is var (missed, possible) && missed * 100 < possible * 9),
        coolDown: 30);

    // Both times sixty, so that nothing is divided.
    private static (int Missed, int Possible) Projection(PupilView pupil, int step)
    {
        var year = pupil.YearToDate(step).Tally();
        var remaining = Remaining(pupil, pupil.Steps[step]);
        return ((year.Absent * 60) + (pupil.LastSixty(step).Absent * remaining), 60 * (year.Possible + remaining));
    }

    private static int Remaining(PupilView pupil, Step now)
    {
        var days = pupil.Calendar.SchoolDays.Count(day => day > now.Date && London.SchoolYearOf(day) == now.Year && (pupil.Left is null || day <= pupil.Left));
        return (days * 2) + (now.Half == Half.AM ? 1 : 0);
    }

    public static IReadOnlyList<Episode> SevereAbsence(PupilView pupil) => Walk(
        pupil,
        step => pupil.YearToDate(step).Tally() is { Possible: >= 60 } year && (year.Absent * 2 >= year.Possible || pupil.LastSixty(step).Absent >= 30),
        (raisedAt, step) => pupil.IsNewYear(raisedAt, step)
            || (pupil.YearToDate(step).Tally() is var year && year.Absent * 100 < year.Possible * 45 && (year.Possible < 60 || pupil.LastSixty(step).Absent < 24)),
        coolDown: 30);

    private static IReadOnlyList<Episode> PenaltyThreshold(PupilView pupil) => Walk(
        pupil,
        step => pupil.IsOfCompulsoryAge(pupil.Steps[step].Date) && PenaltySessions(pupil, step) >= 10,
        (_, step) => PenaltySessions(pupil, step) < 10);

    private static IReadOnlyList<Episode> PenaltyWarning(PupilView pupil) => Walk(
        pupil,
        step => pupil.IsOfCompulsoryAge(pupil.Steps[step].Date) && PenaltySessions(pupil, step) is >= 7 and <= 9 and var count
            && count > (step == 0 ? 0 : PenaltySessions(pupil, step - 1)),
        (_, step) => PenaltySessions(pupil, step) is < 7 or >= 10);

    private static int NoticesInThreeYears(PupilView pupil) => pupil.Of("notice").Count(notice =>
        notice.Text("outcome") == "issued" && notice.Date("issuedOn") <= pupil.Today && notice.Date("issuedOn") > pupil.Today.AddYears(-3));

    private static IReadOnlyList<(DateOnly, Half)> SessionsOf(Entry notice) =>
        [.. notice.Parts("sessions").Select(session => (session.Date("date")!.Value, Enum.Parse<Half>(session.Text("session")!)))];

    private static IReadOnlyList<Episode> ContinuousAbsence(PupilView pupil) => Walk(
        pupil,
        step => pupil.IsOfCompulsoryAge(pupil.Steps[step].Date) && pupil.UnauthorisedRun(step) >= 20,
        (_, step) => pupil.Steps[step].Stand == Stand.Attended);

    private static IReadOnlyList<Episode> Sickness(PupilView pupil) => Walk(
        pupil,
        step => pupil.IsOfCompulsoryAge(pupil.Steps[step].Date) && SicknessSessions(pupil, step) >= 20,
        pupil.IsNewYear);

    private static int SicknessSessions(PupilView pupil, int step) =>
        Math.Max(pupil.YearToDate(step).Count(past => past.Code == "I"), pupil.Run(step, past => past.Code == "I"));

    private static IReadOnlyList<Episode> UnresolvedReasons(PupilView pupil) => Walk(
        pupil,
        step => Unresolved(pupil, step).Any(past => pupil.Calendar.Between(past.Date, pupil.Steps[step].Date) > 5)
            || pupil.InDays(step, 10).Count(past => past.Code == "N") >= 4,
        (_, step) => !Unresolved(pupil, step).Any());

    private static IEnumerable<Step> Unresolved(PupilView pupil, int step) => pupil.UpTo(step).Where(past => past.Code == "N");

    private static IReadOnlyList<Episode> MissingTrack(PupilView pupil) => Walk(
        pupil,
        step => pupil.IsOfCompulsoryAge(pupil.Steps[step].Date) && pupil.UnauthorisedRun(step) is >= 20 and var run && ((run == 40 && pupil.Steps[step].Stand == Stand.Unauthorised) || !WasSeenLately(pupil, pupil.Steps[step].Date)),
        (_, step) => pupil.Steps[step].Stand == Stand.Attended || WasSeen(pupil, step));

    private static bool WasSeenLately(PupilView pupil, DateOnly date)
    {
        var from = pupil.Calendar.StartOfLast(5, date);
        return pupil.Of("contact").Any(contact => contact.Text("kind") == "seen" && London.DateOf(contact.Time("at")!.Value) is var on && from <= on && on <= date);
    }

    // Seen since the session before, so that a weekend's visit counts at the next session.
    private static bool WasSeen(PupilView pupil, int step)
    {
        var (before, date) = (pupil.Steps[step - 1].Date, pupil.Steps[step].Date);
        return pupil.Of("contact").Any(contact => contact.Text("kind") == "seen" && London.DateOf(contact.Time("at")!.Value) is var on && (on == date || (before < on && on < date)));
    }

    private static bool IsSuddenChange(PupilView pupil, int step)
    {
        var date = pupil.Steps[step].Date;
        var last = pupil.Calendar.Last(10, date);
        var baseline = pupil.Calendar.Previous(60, 10, date).Where(pupil.HasMarkOn).ToHashSet();
        if (baseline.Count < 20) return false;
        var spells = pupil.UpTo(step).Spells();
        var recent = spells.Count(spell => last.Contains(spell.Start.Date));
        var usual = (spells.Count(spell => baseline.Contains(spell.Start.Date)) + 1) / (baseline.Count + 30.0) * 10;
        return pupil.InDays(step, 10).Count(past => past.IsAbsent) >= 5 && recent >= 3 && Statistics.PoissonTail(recent, usual) < 0.01;
    }

    private static IReadOnlyList<Episode> WeekdayPattern(PupilView pupil) => Walk(
        pupil,
        step => IsFirstOfWeek(pupil, step) && AbsentDays(pupil, step) is var days && IsPattern(days),
        (_, step) => IsFirstOfWeek(pupil, step) && AbsentDays(pupil, step) is var days && (days.Sum() < 4 || days.Max() * 10 < days.Sum() * 4),
        coolDown: 40);

    public static bool IsPattern(IReadOnlyList<int> days)
    {
        var n = days.Sum();
        return n >= 4 && Enumerable.Range(0, 5).Any(weekday => days[weekday] is >= 4 and var c && c * 10 >= n * 6 && Statistics.BinomialTail(c, n, WeekdayShare[weekday]) < 0.01);
    }

    private static bool IsFirstOfWeek(PupilView pupil, int step)
    {
        var now = pupil.Steps[step];
        return now.Half == Half.AM && now.Date == pupil.Calendar.FirstOfWeek(now.Date);
    }

    // Absent days on Monday to Friday, in the eight school weeks before the step's.
    private static IReadOnlyList<int> AbsentDays(PupilView pupil, int step)
    {
        var weeks = pupil.Calendar.WeeksBefore(8, pupil.Steps[step].Date);
        var absent = pupil.UpTo(step).Where(past => past.IsAbsent && weeks.Contains(London.MondayOf(past.Date))).Select(past => past.Date).Distinct().ToList();
        return [.. Enumerable.Range(1, 5).Select(weekday => absent.Count(date => (int)date.DayOfWeek == weekday))];
    }

    private static IReadOnlyList<Sums.Spell> SpellsInTwelveWeeks(PupilView pupil, int step)
    {
        var from = pupil.Calendar.Weeks(12, pupil.Steps[step].Date)[^1];
        return [.. pupil.UpTo(step).Spells().Where(spell => spell.Start.Date >= from)];
    }

    private static bool MedianIsAtMostFour(IReadOnlyList<Sums.Spell> spells)
    {
        var lengths = spells.Select(spell => spell.Length).Order().ToList();
        return lengths[(lengths.Count - 1) / 2] + lengths[lengths.Count / 2] <= 8;
    }

    private static IReadOnlyList<Episode> Lateness(PupilView pupil) => Walk(
        pupil,
        step => pupil.InWeeks(step, 4).Count(past => past.Code is "L" or "U") >= 6,
        (_, step) => pupil.InWeeks(step, 4).Count(past => past.Code is "L" or "U") <= 2,
        coolDown: 20);

    private static IReadOnlyList<Episode> MissedLessons(PupilView pupil) => Walk(
        pupil,
        step => LessonsMissed(pupil, step, 5) >= 3,
        (_, step) => LessonsMissed(pupil, step, 10) == 0);

    private static int LessonsMissed(PupilView pupil, int step, int days)
    {
        var present = pupil.InDays(step, days).Where(past => past.Code is "/" or "\\" or "L").Select(past => past.Date).ToHashSet();
        return pupil.Of("lesson").Count(lesson => present.Contains(lesson.Date("date")!.Value) && Step.StandOf(lesson.Text("code")) == Stand.Unauthorised);
    }

    private static IReadOnlyList<Episode> Walk(PupilView pupil, Func<int, bool> raises, Func<int, int, bool> clears, int coolDown = 0) =>
        Timeline.Walk(pupil.StepDates, raises, clears, pupil.Calendar, coolDown);
}
