namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>What a rule says of everyone it looks at, from what is known at an instant and nothing else.</summary>
internal interface IReferenceRule
{
    string Id { get; }

    IEnumerable<ReferenceFinding> Look(Knowledge known);
}

/// <summary>A rule about one pupil at a time.</summary>
internal sealed record PupilRule(string Id, Func<PupilView, IReadOnlyList<Episode>> Episodes, Func<PupilView, Episode, Rank> Severity, bool Boosted = false) : IReferenceRule
{
    public IEnumerable<ReferenceFinding> Look(Knowledge known) => known.Schools.SelectMany(school => known.StudentsOf(school).Select(student =>
    {
        var pupil = known.Pupil(school, student);
        var episodes = Episodes(pupil);
        return new ReferenceFinding(new(school, student), episodes, episodes is [.., { ClearedOn: null } open] ? Raised(pupil, Severity(pupil, open)) : Rank.Info);
    }));

    private Rank Raised(PupilView pupil, Rank rank) =>
        Boosted && rank < Rank.Critical && pupil.Has(pupil.Today, "CP", "CIN", "CLA", "FamilyHelp") ? rank + 1 : rank;
}

/// <summary>A rule about one school at a time.</summary>
internal sealed record SchoolRule(string Id, Func<SchoolView, IReadOnlyList<Episode>> Episodes, Func<SchoolView, Episode, Rank> Severity) : IReferenceRule
{
    public IEnumerable<ReferenceFinding> Look(Knowledge known) => known.Schools.Select(known.School).Select(school =>
    {
        var episodes = Episodes(school);
        return new ReferenceFinding(new(school.School), episodes, episodes is [.., { ClearedOn: null } open] ? Severity(school, open) : Rank.Info);
    });
}

/// <summary>SCH-03: a school and a category.</summary>
internal sealed class SpikeRule : IReferenceRule
{
    public string Id => "SCH-03";

    public IEnumerable<ReferenceFinding> Look(Knowledge known) =>
        from school in known.Schools.Select(known.School)
        from category in CategoriesOf(known)
        select new ReferenceFinding(new(school.School, Facet: category), SchoolReference.Spike(school, category), Rank.Medium);

    /// <summary>Every category anybody ever sent, also where it was corrected since: it may have been told.</summary>
    public static IEnumerable<string> CategoriesOf(Knowledge known) =>
        known.Journal.Entries.Where(entry => entry.Type == "concern" && entry.ReceivedAt <= known.At).SelectMany(entry => entry.Texts("categories")).Distinct().Order(StringComparer.Ordinal);
}

/// <summary>TRU-03: a trust and a category, where SCH-03 was raised in enough of its schools within four weeks.</summary>
internal sealed class ThemeRule : IReferenceRule
{
    private const int Days = 28;

    public string Id => "TRU-03";

    public IEnumerable<ReferenceFinding> Look(Knowledge known) =>
        from trust in known.Schools.Select(known.School).Where(school => school.Trust is not null).GroupBy(school => school.Trust!)
        from category in SpikeRule.CategoriesOf(known)
        select new ReferenceFinding(new(trust.Key, Facet: category), Episodes([.. trust], category), Rank.High);

    private static IReadOnlyList<Episode> Episodes(IReadOnlyList<SchoolView> schools, string category)
    {
        var raised = schools.Select(school => SchoolReference.Spike(school, category)).ToList();
        var dates = schools.SelectMany(school => school.Dates).Distinct().Order().ToList();
        bool Holds(int step) =>
            raised.Count(own => own.Any(spike => dates[step].AddDays(1 - Days) <= spike.RaisedOn && spike.RaisedOn <= dates[step])) is >= 3 and var spiking && spiking * 4 >= schools.Count;
        return Timeline.Walk(dates, Holds, (_, step) => !Holds(step), schools[0].Calendar);
    }
}

/// <summary>Runs a file of observations through the catalogue as its words say, everything from scratch at every instant.</summary>
internal static class ReferenceReplay
{
    public static IReadOnlyList<IReferenceRule> Rules { get; } =
        [.. AttendanceReference.Rules, .. ConductReference.Rules, .. SafeguardingReference.Rules, .. SchoolReference.Rules];

    public static IReadOnlyList<ReferenceTransition> Run(IEnumerable<string> lines) => Run(lines, Rules);

    public static IReadOnlyList<ReferenceTransition> Run(IEnumerable<string> lines, string rule) => Run(lines, [.. Rules.Where(one => one.Id == rule)]);

    private static List<ReferenceTransition> Run(IEnumerable<string> lines, IReadOnlyList<IReferenceRule> rules)
    {
        var journal = Journal.Read(lines);
        var told = new List<ReferenceTransition>();
        var states = new Dictionary<(string, ReferenceSubject), Reconciler>();
        foreach (var at in journal.Instants)
        {
            var known = journal.KnownAt(at);
            var now = rules.SelectMany(rule => rule.Look(known).SelectMany(finding => StateOf(states, rule.Id, finding.Subject).Tell(finding, at)));
            told.AddRange(now
                .OrderBy(row => row.School, StringComparer.Ordinal)
                .ThenBy(row => row.Student is null)
                .ThenBy(row => row.Student, StringComparer.Ordinal)
                .ThenBy(row => row.Rule, StringComparer.Ordinal)
                .ThenBy(row => row.Facet, StringComparer.Ordinal));
        }

        return told;
    }

    private static Reconciler StateOf(Dictionary<(string, ReferenceSubject), Reconciler> states, string rule, ReferenceSubject subject)
    {
        if (!states.TryGetValue((rule, subject), out var state)) states[(rule, subject)] = state = new Reconciler(rule, subject);
        return state;
    }
}
