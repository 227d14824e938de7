namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>ATT-15 and ATT-16: where a pupil is taught, and who leaves the roll.</summary>
internal static class ProvisionReference
{
    private const int HalfTermWeeks = 6;

    public static IReadOnlyList<Episode> Drift(PupilView pupil) => Timeline.Walk(
        pupil.StepDates,
        step => (TooManyWeeks(pupil, step) || Uncovered(pupil, step) || ReviewOverdue(pupil, step)) && !PlanAndReviewRecorded(pupil, step),
        (_, step) => PlanAndReviewRecorded(pupil, step),
        pupil.Calendar);

    public static IReadOnlyList<Episode> OffRoll(PupilView pupil)
    {
        var risky = pupil.Of("departure").Where(departure => IsRisk(pupil, departure.Date("noticedOn")!.Value)).ToList();
        bool Undecided(DateOnly date) => risky.Any(departure => departure.Date("noticedOn") <= date && !(departure.Date("decidedOn") <= date));
        return Timeline.Walk(pupil.Dates, step => Undecided(pupil.Dates[step]), (_, step) => !Undecided(pupil.Dates[step]), pupil.Calendar);
    }

    private static bool TooManyWeeks(PupilView pupil, int step) =>
        pupil.YearToDate(step).Where(past => past.Code == "C2").Select(past => London.MondayOf(past.Date)).Distinct().Count() > 6;

    private static bool Uncovered(PupilView pupil, int step) => pupil.InWeeks(step, HalfTermWeeks).Any(past =>
        (past.Code == "C2" && IsMissing(pupil, past.Date, step, "part-time")) || (past.Code == "B" && IsMissing(pupil, past.Date, step, "alternative-provision")));

    // Missing on its date, and not put right by one that was in force at a step since, and reviewed by then.
    private static bool IsMissing(PupilView pupil, DateOnly date, int step, string kind) => !IsCovered(pupil, date, kind)
        && !Enumerable.Range(0, step + 1).Select(past => pupil.Steps[past].Date).Where(then => then >= date)
            .Any(then => InForce(pupil, then).Any(plan => plan.Text("kind") == kind && plan.Date("reviewedOn") is { } on && date <= on && on <= then));

    private static bool IsCovered(PupilView pupil, DateOnly date, string kind) => InForce(pupil, date).Any(plan => plan.Text("kind") == kind);

    private static bool ReviewOverdue(PupilView pupil, int step)
    {
        var date = pupil.Steps[step].Date;
        var from = pupil.Calendar.Weeks(HalfTermWeeks, date)[^1];
        return InForce(pupil, date).Any(plan => plan.Text("kind") == "alternative-provision" && plan.Date("from") < from && !(plan.Date("reviewedOn") >= from));
    }

    // Everything in the window has its plan, and a plan in force was looked at within the half-term.
    private static bool PlanAndReviewRecorded(PupilView pupil, int step)
    {
        var date = pupil.Steps[step].Date;
        var from = pupil.Calendar.Weeks(HalfTermWeeks, date)[^1];
        return !Uncovered(pupil, step) && !ReviewOverdue(pupil, step) && InForce(pupil, date).Any(plan => plan.Date("reviewedOn") is { } on && from <= on && on <= date);
    }

    private static IEnumerable<Entry> InForce(PupilView pupil, DateOnly date) =>
        pupil.Of("plan").Where(plan => plan.Date("from") <= date && (plan.Date("to") is null || date <= plan.Date("to")));

    private static bool IsRisk(PupilView pupil, DateOnly noticed)
    {
        if (pupil.Has(noticed, "CP", "CIN", "EHCP")) return true;
        var from = noticed.AddDays(-83);
        var suspensions = pupil.Of("suspension").Count(suspension => from <= suspension.Date("from") && suspension.Date("from") <= noticed);
        return suspensions >= 2 || AttendanceReference.SevereAbsence(pupil).Any(severe => severe.RaisedOn <= noticed && !(severe.ClearedOn <= from));
    }
}
