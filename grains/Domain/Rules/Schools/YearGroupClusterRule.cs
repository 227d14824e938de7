using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-02: several pupils of one year group have concerns of the same category at the same time, or several pupils hang together by theirs.</summary>
internal sealed class YearGroupClusterRule(RuleSettings settings) : SchoolRule
{
    private const string Linked = "linked";

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-02"),
        Version = 1,
        Title = "Cluster in a year group",
        Sentence = $"Within {settings.ClusterSchoolDays} school days {settings.ClusterPupils} or more pupils of a year group have a concern of one category, more than the {settings.ClusterUsualSchoolDays} school days before explain (chance below {settings.ClusterChance}); or concerns of any category link {settings.ClusterPupils} or more pupils with each other, of whatever year.",
        Basis = "Keeping children safe in education: safeguarding incidents are considered in their context, outside the home too. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = $"No pupil of the year group has had such a concern for {settings.ClusterSchoolDays} school days; of linked pupils, concerns of the last {settings.ClusterSchoolDays} school days link fewer than {settings.ClusterPupils}.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns, at.Register.Calendar, at.Register.Roll];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return [RuleOutcome.CannotTell("the school has sent no calendar")];
        var rows = at.Statistics.Rows().ToList();
        var outcomes = rows.SelectMany(row => row.Categories.Distinct(StringComparer.Ordinal), (row, category) => (row, category))
            .GroupBy(each => each.category, each => each.row, StringComparer.Ordinal)
            .SelectMany(same => YearsOf(at, same.Key, same)).Concat(LinkedOf(at, new LinkedPupils(at.Days, rows, settings))).ToList();
        return outcomes.Count > 0 ? outcomes : [new RuleOutcome(new Quiet($"in no year group have {settings.ClusterPupils} pupils had a concern of one category within {settings.ClusterSchoolDays} school days, unusually, and none link so many"))];
    }

    private IEnumerable<FacetOutcome> YearsOf(SchoolAt at, string category, IEnumerable<Concern> rows)
    {
        var map = new ClusterMap(at.Register, at.Days, rows, settings);
        foreach (var year in map.Years)
        {
            var (episodes, due) = DateWalk.Of(at.Days, at.Today, map.ChangesOf(year), raises: date => IsCluster(map.At(date, year)), clears: date => map.At(date, year).Pupils == 0);
            if (episodes.IsOpen) yield return new(FacetOf(year, category), RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.High, EvidenceOf(at, map, episodes.RaisedOn, year, category))), due));
            else if (episodes.LastClearedOn is not null) yield return new(FacetOf(year, category), RuleOutcome.Of(episodes, new Quiet($"{map.At(at.Today, year).Pupils} pupils of the year group have had a concern of the category within {settings.ClusterSchoolDays} school days"), due));
        }
    }

    private IEnumerable<FacetOutcome> LinkedOf(SchoolAt at, LinkedPupils linked)
    {
        if (linked.IsEmpty) yield break;
        var (episodes, due) = DateWalk.Of(at.Days, at.Today, linked.Changes, raises: IsMany, clears: date => !IsMany(date));
        if (episodes.IsOpen) yield return new(Linked, RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.High, EvidenceOf(at, linked, episodes.RaisedOn))), due));
        else if (episodes.LastClearedOn is not null) yield return new(Linked, RuleOutcome.Of(episodes, new Quiet($"{linked.LargestAt(at.Today)} pupils are linked by concerns of the last {settings.ClusterSchoolDays} school days"), due));

        bool IsMany(DateOnly date) => linked.LargestAt(date) >= settings.ClusterPupils;
    }

    private static string FacetOf(int year, string category) => $"year-{year}/{category}";

    private bool IsCluster(in ClusterCount count) => count.Pupils >= settings.ClusterPupils && Chance.PoissonTail(count.Pupils, Usual(count)) < settings.ClusterChance;

    private double Usual(in ClusterCount count) => count.PupilsBefore * (double)settings.ClusterSchoolDays / settings.ClusterUsualSchoolDays;

    private Evidence EvidenceOf(SchoolAt at, ClusterMap map, DateOnly on, int year, string category)
    {
        var seen = map.At(on, year);
        return Window(at, on) with
        {
            Count = seen.Pupils,
            Measures = [new("yearGroup", year), new("usual", (decimal)Math.Round(Usual(seen), 3))],
            Items = [.. map.RowsAt(on, year).Select(each => each.AsItem(category))],
        };
    }

    private Evidence EvidenceOf(SchoolAt at, LinkedPupils linked, DateOnly on) => Window(at, on) with
    {
        Count = linked.LargestAt(on),
        Items = [.. linked.RowsAt(on).Select(each => each.AsItem())],
    };

    private Evidence Window(SchoolAt at, DateOnly on) => new()
    {
        Threshold = settings.ClusterPupils,
        WindowFrom = at.Days[Math.Max(0, at.Days.CountUpTo(on) - settings.ClusterSchoolDays)],
        WindowTo = on,
    };
}
