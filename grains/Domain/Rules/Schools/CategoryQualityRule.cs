using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-07: too many concerns have no category of their own, or too many categories are in use.</summary>
internal sealed class CategoryQualityRule(RuleSettings settings) : SchoolRule
{
    private const string Other = "other";

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-07"),
        Version = 1,
        Title = "Categories say too little",
        Sentence = $"Within {settings.CategoryDays} days more than {settings.CategoryOtherPercent} % of concerns are filed under 'other' or under a category that is not mapped, or more than {settings.CategoryMost} categories are in use.",
        Basis = "Our own design, after what safeguarding leads say of their systems: categories used inconsistently hide patterns.",
        Kind = RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = "Neither is so any longer.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        var concerns = at.Concerns;
        var (all, categories) = (0, new Tally());
        var window = new Sliding<Concern>(
            concerns.Select(each => (each, each.HappenedOn(), (DateOnly?)each.HappenedOn().AddDays(settings.CategoryDays))),
            comes: each =>
            {
                all++;
                foreach (var category in each.Categories.Distinct(StringComparer.Ordinal)) categories.Add(category);
            },
            goes: each =>
            {
                all--;
                foreach (var category in each.Categories.Distinct(StringComparer.Ordinal)) categories.Remove(category);
            });
        bool IsPoor(DateOnly date)
        {
            window.MoveTo(date);
            return categories[Other] * 100 > settings.CategoryOtherPercent * all || categories.Words > settings.CategoryMost;
        }

        var (episodes, due) = DateWalk.Of(at.Days, at.Today, window.Changes, raises: IsPoor, clears: date => !IsPoor(date));
        window.MoveTo(at.Today);
        return episodes.IsOpen
            ? RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Low, EvidenceOf(concerns, episodes.RaisedOn))), due)
            : RuleOutcome.Of(episodes, new Quiet($"{categories[Other]} of {all} concerns within {settings.CategoryDays} days are 'other', {categories.Words} categories are in use"), due);
    }

    private Evidence EvidenceOf(List<Concern> concerns, DateOnly on)
    {
        var from = on.AddDays(1 - settings.CategoryDays);
        var window = concerns.Where(each => each.HappenedOn() >= from && each.HappenedOn() <= on).ToList();
        var other = window.Where(each => each.Categories.Contains(Other, StringComparer.Ordinal)).ToList();
        return new()
        {
            Count = other.Count,
            Threshold = settings.CategoryOtherPercent * window.Count / 100m,
            WindowFrom = from,
            WindowTo = on,
            Measures = [new("concerns", window.Count), new("other", other.Count), new("categories", window.SelectMany(each => each.Categories).Distinct(StringComparer.Ordinal).Count())],
            Items = [.. other.Select(each => each.AsItem(Other))],
        };
    }
}
