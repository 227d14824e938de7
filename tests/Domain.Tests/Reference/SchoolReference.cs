namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SCH-01 to SCH-03, SCH-07 to SCH-10, and the half of TRU-05 about marks. What a school's peers say is in <see cref="PeerReference"/>.</summary>
internal static class SchoolReference
{
    private static readonly string[] DriftCodes = ["B", "C", "C2", "D", "X"];

    public static IReadOnlyList<IReferenceRule> Rules { get; } =
    [
        new SchoolRule("SCH-01", RegisterReference.Incomplete, (_, _) => Rank.High),
        new SchoolRule("SCH-02", Cluster, (_, _) => Rank.High),
        new SpikeRule(),
        new SchoolRule("SCH-04", PeerReference.UnderReporting, PeerReference.UnderReportingSeverity),
        new SchoolRule("SCH-05", PeerReference.NothingReported, (_, _) => Rank.Medium),
        new SchoolRule("SCH-06", Coverage, (_, _) => Rank.Low),
        new SchoolRule("SCH-07", CategoryQuality, (_, _) => Rank.Low),
        new SchoolRule("SCH-08", TriageBreaches, (_, _) => Rank.Medium),
        new SchoolRule("SCH-09", CodeDrift, (_, _) => Rank.Medium),
        new SchoolRule("SCH-10", TrainingReference.Lapsed, TrainingReference.Severity),
        new ThemeRule(),
        new SchoolRule("TRU-05", RegisterReference.NoMarks, (_, _) => Rank.Critical),
    ];

    public static IReadOnlyList<Episode> Walk(SchoolView school, Func<DateOnly, bool> raises, Func<DateOnly, DateOnly, bool> clears) => Timeline.Walk(
        school.Dates,
        step => raises(school.Dates[step]),
        (raisedAt, step) => clears(school.Dates[raisedAt], school.Dates[step]),
        school.Calendar);

    /// <summary>SCH-03 of one category.</summary>
    public static IReadOnlyList<Episode> Spike(SchoolView school, string category)
    {
        var own = school.Concerns.Where(concern => concern.Categories.Contains(category)).ToList();
        return Walk(
            school,
            date => Week(school, own, date) is { Before.Count: 12 } week && IsSpike(week.Count, week.Before),
            (raisedOn, date) => school.Calendar.WeeksBefore(1, date) is [var over] && over > London.MondayOf(raisedOn)
                && Week(school, own, over.AddDays(6)) is var week && week.Count < Mean(week.Before) + Math.Sqrt(Variance(week.Before)));
    }

    public static bool IsSpike(int count, IReadOnlyList<int> before)
    {
        var (mean, variance) = (Mean(before), Variance(before));
        return count >= 5 && (variance > 1.5 * mean ? Statistics.NegativeBinomialTail(count, mean, variance) : Statistics.PoissonTail(count, mean)) < 0.005;
    }

    private static (int Count, IReadOnlyList<int> Before) Week(SchoolView school, IReadOnlyList<Concern> own, DateOnly date)
    {
        int In(DateOnly monday) => own.Count(concern => London.MondayOf(concern.Date) == monday && concern.Date <= date);
        return (In(London.MondayOf(date)), [.. school.Calendar.WeeksBefore(12, date).Select(In)]);
    }

    private static double Mean(IReadOnlyList<int> counts) => counts.Count == 0 ? 0 : counts.Average();

    private static double Variance(IReadOnlyList<int> counts) => counts.Count < 2 ? 0 : counts.Sum(count => (count - counts.Average()) * (count - counts.Average())) / (counts.Count - 1);

    private static IReadOnlyList<Episode> Cluster(SchoolView school) => Walk(school, date => IsCluster(school, date), (_, date) => !IsCluster(school, date));

    private static bool IsCluster(SchoolView school, DateOnly date)
    {
        var (last, previous) = (school.Calendar.Last(10, date), school.Calendar.Previous(60, 10, date));
        if (last.Count < 10) return false;
        var recent = school.Concerns.Where(concern => last[0] <= concern.Date && concern.Date <= date).ToList();
        var before = previous.Count == 0 ? [] : school.Concerns.Where(concern => previous[0] <= concern.Date && concern.Date < last[0]).ToList();
        return IsLinkedToFour(recent) || Groups(school, recent).Any(group =>
            group.Value >= 4 && Statistics.PoissonTail(group.Value, Groups(school, before).GetValueOrDefault(group.Key) / 6.0) < 0.01);
    }

    // Distinct pupils by year group and category.
    private static Dictionary<(int, string), int> Groups(SchoolView school, IEnumerable<Concern> concerns) =>
        concerns.SelectMany(concern => concern.Categories.Select(category => (Year: school.Known.Pupil(school.School, concern.Student).YearGroup, category, concern.Student)))
            .Where(entry => entry.Year is not null)
            .Distinct().GroupBy(entry => (entry.Year!.Value, entry.category)).ToDictionary(group => group.Key, group => group.Count());

    private static bool IsLinkedToFour(IReadOnlyList<Concern> concerns)
    {
        foreach (var start in concerns.Select(concern => concern.Student).Distinct())
        {
            var reached = new List<string> { start };
            for (var next = 0; next < reached.Count; next++)
                reached.AddRange(concerns.Where(concern => concern.Linked.Append(concern.Student).Contains(reached[next]))
                    .SelectMany(concern => concern.Linked.Append(concern.Student)).Where(other => !reached.Contains(other)).Distinct().ToList());
            if (reached.Count >= 4) return true;
        }

        return false;
    }

    private static IReadOnlyList<Episode> Coverage(SchoolView school) => Walk(school, date => IsThinlyCovered(school, date), (_, date) => !IsThinlyCovered(school, date));

    private static bool IsThinlyCovered(SchoolView school, DateOnly date)
    {
        var staff = school.Known.Of("training", school.School).Where(person => person.Text("group") != "governor" && !(person.Date("appointedOn") > date)).Select(person => person.Text("person")).ToList();
        var logged = school.Concerns.Where(concern => date.AddYears(-1) < concern.Date && concern.Date <= date).Select(concern => concern.RecordedBy).ToHashSet();
        return staff.Count > 0 && staff.Count(person => logged.Contains(person!)) * 100 < 40 * staff.Count;
    }

    private static IReadOnlyList<Episode> CategoryQuality(SchoolView school)
    {
        bool IsPoor(DateOnly date) => school.Concerns.DistinctBy(concern => concern.Id).Within(date, 30) is { Count: > 0 } recent
            && (recent.Count(concern => concern.Categories.Contains("other")) * 100 > 15 * recent.Count || recent.SelectMany(concern => concern.Categories).Distinct().Count() > 30);
        return Walk(school, IsPoor, (_, date) => !IsPoor(date));
    }

    private static IReadOnlyList<Episode> TriageBreaches(SchoolView school) => Walk(
        school,
        date => Breaches(school, date) is { Of: > 0 } count && count.Breached * 10 > count.Of,
        (_, date) => Breaches(school, date) is { Of: > 0 } count && count.Breached * 20 < count.Of);

    private static (int Breached, int Of) Breaches(SchoolView school, DateOnly date)
    {
        var (from, end) = (school.Calendar.StartOfLast(20, date), London.StartOf(date.AddDays(1)));
        if (end > school.Known.At) end = school.Known.At;
        var recent = school.Concerns.Where(concern => London.DateOf(concern.RecordedAt) >= from && concern.RecordedAt <= end).ToList();
        return (recent.Count(concern => IsBreached(school, concern, end)), recent.Count);
    }

    private static bool IsBreached(SchoolView school, Concern concern, DateTimeOffset end) =>
        UntouchedReference.DeadlineOf(school.Calendar, concern) is { } deadline && deadline <= end
        && !school.Actions.Any(action => action.Concern == concern.Id && action.At <= deadline);

    private static IReadOnlyList<Episode> CodeDrift(SchoolView school)
    {
        var marks = school.Pupils.SelectMany(pupil => pupil.Steps).Where(step => step.Code is not null).ToList();
        var days = school.Calendar.SchoolDays.Where(day => day <= school.Today && marks.Any(mark => mark.Date >= day)).ToList();
        return Timeline.Walk(days, step => IsDrift(school, marks, days[step]), (_, step) => !IsDrift(school, marks, days[step]), school.Calendar);
    }

    private static bool IsDrift(SchoolView school, IReadOnlyList<Step> marks, DateOnly day)
    {
        var (last, before) = (Mix(marks, school.Calendar.Last(20, day)), Mix(marks, school.Calendar.Previous(120, 20, day)));
        var usual = marks.Select(mark => mark.Date).Distinct().Intersect(school.Calendar.Previous(120, 20, day)).Count();
        return usual >= 20 && last.All > 0
            && last.Drift * before.All >= 2 * before.Drift * last.All
            && ((last.Drift * before.All) - (before.Drift * last.All)) * 100 >= last.All * before.All;
    }

    private static (long Drift, long All) Mix(IReadOnlyList<Step> marks, IReadOnlyList<DateOnly> days)
    {
        var within = days.Count == 0 ? [] : marks.Where(mark => days[0] <= mark.Date && mark.Date <= days[^1]).ToList();
        return (within.Count(mark => DriftCodes.Contains(mark.Code)), within.Count);
    }
}
