namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SG-01 to SG-12.</summary>
internal static class SafeguardingReference
{
    private static readonly HashSet<string> Immediate =
        ["disclosure-sexual", "disclosure-physical", "sexual-violence", "suicidal-ideation", "weapon", "fgm", "imminent-harm"];

    private static readonly string[] Watched = ["CP", "CIN", "CLA"];

    public static IReadOnlyList<PupilRule> Rules { get; } =
    [
        new("SG-01", ImmediateConcern, (_, _) => Rank.Critical),
        new("SG-02", Accumulating, (_, _) => Rank.Medium, Boosted: true),
        new("SG-03", RisingSeverity, (_, _) => Rank.High),
        new("SG-04", Neglect, (_, _) => Rank.High, Boosted: true),
        new("SG-05", AbsenceAfterDisclosure, DisclosureSeverity, Boosted: true),
        new("SG-06", UntouchedReference.Episodes, UntouchedReference.Severity),
        new("SG-07", MentalHealth, (_, _) => Rank.High, Boosted: true),
        new("SG-08", StatusChange, (_, _) => Rank.Medium),
        new("SG-09", Silence, (_, _) => Rank.Medium),
        new("SG-10", FileTransfer, (_, _) => Rank.High),
        new("SG-11", Household, (pupil, _) => HasTwoChildrenWithConcerns(pupil, pupil.Today) ? Rank.Medium : Rank.Info, Boosted: true),
        new("SG-12", RepeatedHarm, (_, _) => Rank.High),
    ];

    public static bool IsImmediate(Concern concern) => concern.Severity == 4 || concern.Categories.Any(Immediate.Contains);

    /// <summary>Concerns that happened within the last n dates.</summary>
    public static IReadOnlyList<Concern> Within(this IEnumerable<Concern> concerns, DateOnly date, int days) =>
        [.. concerns.Where(concern => date.AddDays(1 - days) <= concern.Date && concern.Date <= date)];

    // Two things can happen on one date, so the steps are the times: recorded, acted on, and every midnight. And each twice: an action of the date
    // of the record answers the concern, so at the first of the two steps at which it is recorded it still waits.
    private static IReadOnlyList<Episode> ImmediateConcern(PupilView pupil)
    {
        var concerns = pupil.Concerns.Where(IsImmediate).ToList();
        var steps = UntouchedReference.Moments(pupil, []).SelectMany(moment => new[] { (Moment: moment, IsAnswered: false), (Moment: moment, IsAnswered: true) }).ToList();
        return Timeline.Walk(
            [.. steps.Select(step => London.DateOf(step.Moment))],
            step => Untouched(pupil, concerns, steps[step]).Any(concern => London.DateOf(concern.RecordedAt) >= pupil.Calendar.StartOfLast(10, London.DateOf(steps[step].Moment))),
            (_, step) => !Untouched(pupil, concerns, steps[step]).Any(),
            pupil.Calendar);
    }

    private static IEnumerable<Concern> Untouched(PupilView pupil, IEnumerable<Concern> concerns, (DateTimeOffset Moment, bool IsAnswered) step) =>
        concerns.Where(concern => concern.RecordedAt <= step.Moment && !pupil.Actions.Any(action => action.Concern == concern.Id && action.At <= step.Moment
            && (step.IsAnswered || concern.RecordedAt != step.Moment || action.Date != London.DateOf(concern.RecordedAt))));

    private static IReadOnlyList<Episode> Accumulating(PupilView pupil) => WalkDates(
        pupil,
        date => LowSeverity(pupil, date) is var low
            && (low.Count >= 4 || (low.Count >= 3 && low.Select(concern => concern.RecordedBy).Distinct().Count() >= 2 && low.Select(concern => concern.Date).Distinct().Count() >= 2)),
        (_, date) => LowSeverity(pupil, date).Count < 2,
        coolDown: 14);

    private static IReadOnlyList<Concern> LowSeverity(PupilView pupil, DateOnly date) =>
        Concern.OncePerEvent(pupil.Concerns.Where(concern => concern.Severity <= 2).Within(date, 28));

    private static IReadOnlyList<Episode> RisingSeverity(PupilView pupil) => WalkDates(
        pupil,
        date => IsRising(pupil, date) && !IsReviewed(pupil, pupil.Concerns, date, until: date.AddDays(-1)),
        (_, date) => IsReviewed(pupil, pupil.Concerns, date, until: date));

    private static bool IsRising(PupilView pupil, DateOnly date)
    {
        var levels = pupil.Concerns.Within(date, 42).OrderBy(concern => concern.OccurredAt).ThenBy(concern => concern.Id, StringComparer.Ordinal).Select(concern => concern.Severity).ToList();
        return levels.Count >= 3 && levels[^1] >= 3 && levels[^1] > levels[^2] && levels[^2] > levels[^3];
    }

    // A review after the latest of the concerns that had happened by a date, done by the end of another.
    private static bool IsReviewed(PupilView pupil, IEnumerable<Concern> concerns, DateOnly date, DateOnly until)
    {
        var known = concerns.Where(concern => concern.Date <= date).ToList();
        if (known.Count == 0) return false;
        var latest = known.Max(concern => concern.OccurredAt);
        return pupil.Known.School(pupil.School).Actions.Any(action =>
            action.Kind is "review" or "closed" && known.Any(concern => concern.Id == action.Concern) && action.At > latest && action.Date <= until);
    }

    private static IReadOnlyList<Episode> Neglect(PupilView pupil) => WalkDates(
        pupil,
        date => (Neglected(pupil, date, 42).Count > 1 || Neglected(pupil, date, 1).Count > 0) && Neglected(pupil, date, 84) is { Count: >= 4 } concerns && concerns.Select(concern => London.MondayOf(concern.Date)).Distinct().Count() >= 3,
        (_, date) => Neglected(pupil, date, 42).Count <= 1);

    private static IReadOnlyList<Concern> Neglected(PupilView pupil, DateOnly date, int days) =>
        pupil.Concerns.Where(concern => concern.Categories.Contains("neglect")).Within(date, days);

    private static IReadOnlyList<Episode> AbsenceAfterDisclosure(PupilView pupil) => Timeline.Walk(
        pupil.StepDates,
        step => MissedAfterDisclosure(pupil, step).Any(),
        (_, step) => !MissedAfterDisclosure(pupil, step).Any(),
        pupil.Calendar);

    // The absent sessions of every window that holds a step and in which two were missed by then.
    private static IEnumerable<Step> MissedAfterDisclosure(PupilView pupil, int step)
    {
        foreach (var trigger in pupil.Concerns.Where(concern => concern.Categories.Any(category => Immediate.Contains(category) || category == "operation-encompass")))
        {
            var window = pupil.Calendar.Next(5, trigger.Date);
            var missed = pupil.UpTo(step).Where(past => past.IsAbsent && window.Contains(past.Date)).ToList();
            if (!window.Contains(pupil.Steps[step].Date) || missed.Count < 2) continue;
            foreach (var session in missed) yield return session;
        }
    }

    private static Rank DisclosureSeverity(PupilView pupil, Episode open) =>
        pupil.Has(pupil.Today, "CP") || MissedAfterDisclosure(pupil, pupil.Last()).Any(session => session.Stand == Stand.Unauthorised) ? Rank.Critical : Rank.High;

    private static IReadOnlyList<Episode> MentalHealth(PupilView pupil)
    {
        var changes = AttendanceReference.SuddenChange(pupil);
        bool Holds(DateOnly date) => pupil.Concerns.Where(concern => concern.Categories.Contains("mental-health")).Within(date, 42).Count >= 2
            && (IllnessSpells(pupil, date) >= 3 || changes.Any(change => change.IsOpenOn(date)));
        return WalkDates(pupil, Holds, (_, date) => !Holds(date));
    }

    private static int IllnessSpells(PupilView pupil, DateOnly date) =>
        pupil.Steps.Where(step => step.Date <= date).Spells().Count(spell => spell.Start.Code == "I" && spell.Start.Date >= date.AddDays(-41));

    private static IReadOnlyList<Episode> StatusChange(PupilView pupil)
    {
        var changes = new Dictionary<DateOnly, bool>();
        // Each date is looked at 84 times.
        bool Changed(DateOnly date) => changes.TryGetValue(date, out var known) ? known : changes[date] = Watched.Any(kind => pupil.Has(date, kind) != pupil.Has(date.AddDays(-1), kind));
        bool Watching(DateOnly date) => Enumerable.Range(0, 84).Any(ago => Changed(date.AddDays(-ago)));
        return WalkDates(pupil, Watching, (_, date) => !Watching(date));
    }

    private static IReadOnlyList<Episode> Silence(PupilView pupil)
    {
        var records = pupil.Concerns.Select(concern => London.DateOf(concern.RecordedAt))
            .Concat(pupil.Actions.Select(action => action.Date))
            .Concat(pupil.Of("contact").Where(contact => contact.Text("kind") != "no-contact").Select(contact => London.DateOf(contact.Time("at")!.Value)))
            .ToHashSet();
        return WalkDates(pupil, date => IsSilent(pupil, records, date, 10, "CP") || IsSilent(pupil, records, date, 20, "CIN", "CLA"), (_, date) => records.Contains(date) || !pupil.IsOnRoll(date));
    }

    // A status younger than the window says nothing about it yet.
    private static bool IsSilent(PupilView pupil, HashSet<DateOnly> records, DateOnly date, int days, params string[] kinds)
    {
        var window = pupil.Calendar.Last(days, date);
        return window.Count == days && pupil.IsOnRoll(date) && window[0] >= pupil.Joined
            && pupil.Statuses.Any(status => kinds.Contains(status.Kind) && status.From <= window[0] && date <= status.To)
            && !records.Any(record => window[0] <= record && record <= date);
    }

    private static IReadOnlyList<Episode> FileTransfer(PupilView pupil) => WalkDates(
        pupil,
        date => IsNotSent(pupil, date) || IsNotReceived(pupil, date),
        (_, date) => !IsNotSent(pupil, date, receiptOnly: true) && !IsNotReceived(pupil, date));

    private static bool IsNotSent(PupilView pupil, DateOnly date, bool receiptOnly = false)
    {
        var file = pupil.Of("file-transfer").SingleOrDefault(file => file.Text("direction") == "out");
        if (pupil.Left is not { } left || date <= left || !(file?.Truth("hasChildProtectionFile") ?? pupil.Statuses.Any(status => status.Kind == "CP"))) return false;
        var (sent, receipt) = (DateOf(file, "sentAt") <= date, DateOf(file, "receiptAt") <= date);
        if (receiptOnly) return !receipt;
        return (date > left.AddDays(5) && !sent && !receipt) || (date > left.AddDays(10) && !receipt);
    }

    private static bool IsNotReceived(PupilView pupil, DateOnly date)
    {
        var hadFlag = pupil.Statuses.Any(status => status.Kind is "CP" or "CIN" or "CLA" or "FamilyHelp" && status.From < pupil.Joined)
            || pupil.Of("file-transfer").Any(file => file.Text("direction") == "in" && file.Truth("hasChildProtectionFile") == true);
        var due = pupil.Calendar.Next(5, pupil.Joined);
        if (!hadFlag || due.Count < 5 || date <= due[^1] || London.SchoolYearOf(date) != London.SchoolYearOf(pupil.Joined)) return false;
        return !pupil.Of("file-transfer").Any(file => file.Text("direction") == "in" && DateOf(file, "receiptAt") <= date);
    }

    private static DateOnly? DateOf(Entry? file, string field) => file?.Time(field) is { } time ? London.DateOf(time) : null;

    private static IReadOnlyList<Episode> Household(PupilView pupil)
    {
        bool Holds(DateOnly date) => HasTwoChildrenWithConcerns(pupil, date)
            || ChildrenOf(pupil).Any(child => child.Student != pupil.Student && child.Concerns.Within(date, 28).Any(concern => concern.Severity >= 3));
        return WalkDates(pupil, Holds, (_, date) => !Holds(date));
    }

    private static bool HasTwoChildrenWithConcerns(PupilView pupil, DateOnly date) => ChildrenOf(pupil).Count(child => child.Concerns.Within(date, 28).Count > 0) >= 2;

    private static IEnumerable<PupilView> ChildrenOf(PupilView pupil) =>
        pupil.Household is { } household ? pupil.Known.School(pupil.School).Pupils.Where(other => other.Household == household) : [];

    private static IReadOnlyList<Episode> RepeatedHarm(PupilView pupil)
    {
        var all = pupil.Known.School(pupil.School).Concerns;
        var own = all.Where(concern => concern.Aggressors.Contains(pupil.Student) || concern.Targets.Contains(pupil.Student)).ToList();
        (IReadOnlyList<Concern> Named, int Others)[] roles = [([.. own.Where(concern => concern.Aggressors.Contains(pupil.Student))], 2), ([.. own.Where(concern => concern.Targets.Contains(pupil.Student))], 0)];

        // As many in one role, and no review after the latest of them by the end of a date.
        bool Waits((IReadOnlyList<Concern> Named, int Others) role, DateOnly date, DateOnly until) =>
            Repeated(pupil, role.Named, role.Others, date) is { } latest && !IsReviewedAfter(pupil, own, latest, until);
        return WalkDates(
            pupil,
            date => roles.Any(role => Waits(role, date, until: date.AddDays(-1))),
            (_, date) => !roles.Any(role => role.Named.Any(concern => concern.Date <= date && Waits(role, concern.Date, until: date))));
    }

    // When the latest of two or more events in one role happened, within sixty school days.
    private static DateTimeOffset? Repeated(PupilView pupil, IReadOnlyList<Concern> role, int others, DateOnly date)
    {
        var from = pupil.Calendar.StartOfLast(60, date);
        var within = role.Where(concern => from <= concern.Date && concern.Date <= date).ToList();
        var harmed = within.SelectMany(concern => concern.Targets).Where(other => other != pupil.Student).Distinct().Count();
        return Concern.OncePerEvent(within).Count >= 2 && harmed >= others ? within.Max(concern => concern.OccurredAt) : null;
    }

    private static bool IsReviewedAfter(PupilView pupil, IReadOnlyList<Concern> concerns, DateTimeOffset latest, DateOnly until) =>
        pupil.Known.School(pupil.School).Actions.Any(action => action.Kind is "review" or "closed" && action.At > latest && action.Date <= until
            && concerns.Any(concern => concern.Id == action.Concern && concern.OccurredAt <= action.At));

    private static IReadOnlyList<Episode> WalkDates(PupilView pupil, Func<DateOnly, bool> raises, Func<DateOnly, DateOnly, bool> clears, int coolDown = 0) => Timeline.Walk(
        pupil.Dates,
        step => raises(pupil.Dates[step]),
        (raisedAt, step) => clears(pupil.Dates[raisedAt], pupil.Dates[step]),
        pupil.Calendar,
        coolDown);
}
