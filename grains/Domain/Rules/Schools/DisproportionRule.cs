using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Auditing;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-11: one group of pupils is suspended, or alerted about, far more than the others.</summary>
/// <remarks>It gets two rows of counts for the whole school and never learns whose need they are: see <see cref="AuditGroups"/>.</remarks>
internal sealed class DisproportionRule(RuleSettings settings) : SchoolRule
{
    // Suspensions are remembered so long: earlier terms cannot be counted.
    private const int MonthsKept = 13;

    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-11"),
        Version = 1,
        Title = "Disproportionate by need",
        Sentence = $"This term pupils with special educational needs are suspended, or alerted about, at {settings.DisproportionTimes} times the rate of the others or more, with {settings.DisproportionPupils} pupils in each group and a chance below {settings.DisproportionChance} (Fisher's exact test). For the board, not about any pupil.",
        Basis = "Equality Act 2010, section 149 (public sector equality duty). The numbers are our own design.",
        Kind = RuleBasis.Law | RuleBasis.Design,
        Severity = Severity.Info,
        ClearedBy = "It is no longer so, or the term ends.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Groups, at.Register.Calendar, at.Board.LastUpdate];

    /// <remarks>Within a term counts change only where somebody joins, a plan begins or it happens to somebody: no other date needs a step.</remarks>
    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at)
    {
        if (at.Register.Calendar.Source is not { Terms.IsEmpty: false } calendar) return [RuleOutcome.CannotTell("the school has sent no terms")];
        var terms = calendar.Terms.Where(each => each.From <= at.Today && each.To >= at.Today.AddMonths(-MonthsKept)).ToList();
        var raised = Disproportionality.RaisedDates(at.Board);
        FacetOutcome[] outcomes =
        [
            new("suspensions", OutcomeOf(at, terms, AuditMeasure.Suspensions, null)),
            new("alerts", OutcomeOf(at, terms, AuditMeasure.Alerts, raised)),
        ];
        var telling = outcomes.Where(each => each.Outcome.Verdict is Fired || each.Outcome.LastClearedOn is not null).ToList();
        return telling.Count > 0 ? telling : [new RuleOutcome(new Quiet(string.Join("; ", outcomes.Select(each => $"{each.Facet}: {((Quiet)each.Outcome.Verdict).Reason}"))))];
    }

    private RuleOutcome OutcomeOf(SchoolAt at, List<Term> terms, AuditMeasure measure, ILookup<StudentId, DateOnly>? happened)
    {
        var counts = new SortedDictionary<DateOnly, TwoByTwo?>();
        foreach (var term in terms)
        {
            foreach (var (on, then) in at.Statistics.Groups.Over(term.From, term.To < at.Today ? term.To : at.Today, happened)) counts[on] = then;
            counts.TryAdd(term.To.AddDays(1), null);
        }

        var episodes = new EpisodeFold(at.Days);
        foreach (var (date, then) in counts)
        {
            if (date > at.Today) break;
            var isDisproportionate = IsDisproportionate(then);
            episodes.Take(0, date, isDisproportionate, !isDisproportionate);
        }

        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, new Quiet(Silence(counts.LastOrDefault(each => each.Key <= at.Today).Value)), null);
        var running = terms.First(each => each.From <= episodes.RaisedOn && each.To >= episodes.RaisedOn);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Info, EvidenceOf(running, episodes.RaisedOn, Disproportionality.Row(measure, counts[episodes.RaisedOn]!.Value)))), null);
    }

    private bool IsDisproportionate(TwoByTwo? counts) => counts is { WithNeed: var need, Others: var others }
        && need.Pupils >= settings.DisproportionPupils && others.Pupils >= settings.DisproportionPupils && need.Affected > 0
        && (long)need.Affected * others.Pupils >= (long)settings.DisproportionTimes * others.Affected * need.Pupils
        && Disproportionality.ChanceOf(counts.Value) < settings.DisproportionChance;

    private static string Silence(TwoByTwo? counts) => counts is not { WithNeed: var need, Others: var others } ? "no term is running"
        : $"{need.Affected} of {need.Pupils} pupils with special educational needs, {others.Affected} of {others.Pupils} others";

    private Evidence EvidenceOf(Term term, DateOnly on, DisproportionalityRow row) => new()
    {
        Count = row.WithNeed.Affected,
        Threshold = Math.Round((decimal)settings.DisproportionTimes * row.Others.Affected * row.WithNeed.Pupils / row.Others.Pupils, 1),
        WindowFrom = term.From,
        WindowTo = on,
        Measures =
        [
            new("withNeed", row.WithNeed.Pupils),
            new("withNeedAffected", row.WithNeed.Affected),
            new("others", row.Others.Pupils),
            new("othersAffected", row.Others.Affected),
        ],
        Items = [new() { Date = on, Category = row.Measure is AuditMeasure.Suspensions ? "suspensions" : "alerts" }],
    };
}
