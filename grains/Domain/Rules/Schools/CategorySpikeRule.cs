using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-03: more concerns of one category in a week than the weeks before explain.</summary>
internal sealed class CategorySpikeRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-03"),
        Version = 1,
        Title = "Spike in a category",
        Sentence = $"In the running week there are {settings.SpikeConcerns} or more concerns of one category, more than the {settings.SpikeWeeks} school weeks before explain (chance below {settings.SpikeChance}).",
        Basis = "Our own design, tested against noise.",
        Kind = RuleBasis.Design,
        Severity = Severity.Medium,
        ClearedBy = "A later school week ends with fewer than its own mean and one standard deviation.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns, at.Register.Calendar];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (!at.Register.Calendar.IsKnown) return [RuleOutcome.CannotTell("the school has sent no calendar")];
        var outcomes = Outcomes(at).Where(each => each.Outcome.Verdict is Fired || each.Outcome.LastClearedOn is not null).ToList();
        if (outcomes.Count > 0) return outcomes;
        var before = at.Days.LastWeeks(settings.SpikeWeeks + 1, at.Today).Count - 1;
        return before < settings.SpikeWeeks
            ? [RuleOutcome.CannotTell($"the calendar has {before} of the {settings.SpikeWeeks} school weeks before this one")]
            : [new RuleOutcome(new Quiet($"no category has {settings.SpikeConcerns} concerns in a week that the {settings.SpikeWeeks} school weeks before do not explain"))];
    }

    /// <summary>Every episode of every category, open and over: what a trust compares between its schools (TRU-03).</summary>
    internal IEnumerable<(string Category, ImmutableArray<EpisodeSpan> Spans)> SpansOf(SchoolAt at) =>
        at.Register.Calendar.IsKnown ? Outcomes(at).Select(each => (each.Facet!, each.Outcome.Spans)).Where(each => !each.Spans.IsEmpty) : [];

    private IEnumerable<FacetOutcome> Outcomes(SchoolAt at) => at.Concerns
        .SelectMany(concern => concern.Categories.Distinct(StringComparer.Ordinal), (concern, category) => (concern, category))
        .GroupBy(each => each.category, each => each.concern, StringComparer.Ordinal)
        .Where(each => each.Skip(settings.SpikeConcerns - 1).Any())
        .OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => new FacetOutcome(each.Key, OutcomeOf(at, each.Key, [.. each])));

    private RuleOutcome OutcomeOf(SchoolAt at, string category, List<Concern> concerns)
    {
        var weeks = new WeeklyCounts(at.Days, [.. concerns.Select(each => each.HappenedOn())], settings.SpikeWeeks);
        DateOnly? raised = null;
        var (episodes, due) = DateWalk.Of(
            at.Days,
            at.Today,
            weeks.Changes(at.Today),
            raises: date => weeks.CountOn(date) >= settings.SpikeConcerns && IsSpike(weeks.UpTo(date)) && (raised = date) is not null,
            clears: date => weeks.LastEndedBefore(date) is { } ended && ended.Monday > SchoolDays.MondayOf(raised!.Value) && ended.Usual is { } usual && ended.Count < usual.Mean + usual.Deviation);
        if (episodes.IsOpen)
            return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Medium, EvidenceOf(category, concerns, weeks.UpTo(episodes.RaisedOn), episodes.RaisedOn))), due);
        var now = weeks.UpTo(at.Today);
        return RuleOutcome.Of(episodes, new Quiet($"{now.Count} concerns of the category this week{(now.Usual is { } mean ? $", {mean.Mean:0.#} are usual" : "")}"), due);
    }

    private bool IsSpike(in WeekCount week) => week.Usual is { } usual && ChanceOf(week.Count, usual) < settings.SpikeChance;

    private double ChanceOf(int count, in UsualCount usual) => usual.Variance > settings.SpikeScatter * usual.Mean
        ? Chance.NegativeBinomialTail(count, usual.Mean, usual.Variance)
        : Chance.PoissonTail(count, usual.Mean);

    private Evidence EvidenceOf(string category, List<Concern> concerns, in WeekCount week, DateOnly on)
    {
        var (from, usual) = (week.Monday, week.Usual!.Value);
        return new()
        {
            Count = week.Count,
            Threshold = settings.SpikeConcerns,
            WindowFrom = from,
            WindowTo = on,
            Measures = [new("usual", (decimal)Math.Round(usual.Mean, 3)), new("variance", (decimal)Math.Round(usual.Variance, 3)), .. usual.Weeks.Select((count, number) => new Measure($"week-{number + 1}", count))],
            Items = [.. concerns.Where(each => each.HappenedOn() >= from && each.HappenedOn() <= on).Select(each => each.AsItem(category))],
        };
    }
}
