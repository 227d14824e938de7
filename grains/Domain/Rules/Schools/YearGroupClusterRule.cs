using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-02: several pupils of one year group, or linked with one of it, have concerns of the same category at the same time.</summary>
internal sealed class YearGroupClusterRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-02"),
        Version = 1,
        Title = "Cluster in a year group",
        Sentence = $"Within {settings.ClusterSchoolDays} school days {settings.ClusterPupils} or more pupils of a year group have a concern of one category, more than the {settings.ClusterUsualSchoolDays} school days before explain (chance below {settings.ClusterChance}); or concerns of the category link {settings.ClusterPupils} pupils, one of the year group among them.",
        Basis = "Keeping children safe in education: safeguarding incidents are considered in their context, outside the home too. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = $"No pupil of the year group has had such a concern for {settings.ClusterSchoolDays} school days, and none is linked with such pupils.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns, at.Register.Calendar, at.Register.Roll];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return [RuleOutcome.CannotTell("the school has sent no calendar")];
        var outcomes = at.Statistics.Rows().SelectMany(row => row.Categories.Distinct(StringComparer.Ordinal), (row, category) => (row, category))
            .GroupBy(each => each.category, each => each.row, StringComparer.Ordinal)
            .SelectMany(rows => OutcomesOf(at, rows.Key, rows)).ToList();
        return outcomes.Count > 0 ? outcomes : [new RuleOutcome(new Quiet($"in no year group have {settings.ClusterPupils} pupils had a concern of one category within {settings.ClusterSchoolDays} school days, unusually or linked with each other"))];
    }

    private IEnumerable<FacetOutcome> OutcomesOf(SchoolAt at, string category, IEnumerable<Concern> rows)
    {
        var map = new ClusterMap(at.Register, at.Days, rows, settings);
        foreach (var year in map.Years)
        {
            if (OutcomeOf(at, map, year, category) is { } outcome) yield return new($"year-{year}/{category}", outcome);
        }
    }

    private RuleOutcome? OutcomeOf(SchoolAt at, ClusterMap map, int year, string category)
    {
        var (episodes, due) = DateWalk.Of(
            at.Days,
            at.Today,
            map.ChangesOf(year),
            raises: date => IsCluster(map.At(date, year)),
            clears: date => map.At(date, year) is { Pupils: 0 } now && now.Linked < settings.ClusterPupils);
        if (!episodes.IsOpen)
        {
            if (episodes.LastClearedOn is null) return null;
            return RuleOutcome.Of(episodes, new Quiet($"{map.At(at.Today, year).Pupils} pupils of the year group have had a concern of the category within {settings.ClusterSchoolDays} school days"), due);
        }

        var seen = map.At(episodes.RaisedOn, year);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.High, EvidenceOf(map, seen, episodes.RaisedOn, year, category))), due);
    }

    private bool IsCluster(in ClusterCount count) =>
        count.Linked >= settings.ClusterPupils || (count.Pupils >= settings.ClusterPupils && Chance.PoissonTail(count.Pupils, Usual(count)) < settings.ClusterChance);

    private double Usual(in ClusterCount count) => count.PupilsBefore * (double)settings.ClusterSchoolDays / settings.ClusterUsualSchoolDays;

    private Evidence EvidenceOf(ClusterMap map, in ClusterCount seen, DateOnly on, int year, string category) => new()
    {
        Count = seen.Pupils,
        Threshold = settings.ClusterPupils,
        WindowFrom = map.WindowFrom(on),
        WindowTo = on,
        Measures = [new("yearGroup", year), new("usual", (decimal)Math.Round(Usual(seen), 3)), new("linked", seen.Linked)],
        Items = [.. map.RowsAt(on, year).Select(each => each.AsItem(category))],
    };
}
