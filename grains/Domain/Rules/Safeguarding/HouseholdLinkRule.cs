using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-11: something is known of more than one child of a household, or an alert about one of them is serious.</summary>
internal sealed class HouseholdLinkRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-11"),
        Version = 1,
        Title = "Children of one household",
        Sentence = $"Within {settings.HouseholdDays} days there are concerns about this child and others of the same household, {settings.HouseholdChildren} or more children in all; or an alert of high severity or above was raised about a sibling.",
        Basis = "Keeping children safe in education and Working together: what is known of one child is to be looked at for the others. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Info,
        IsBoosted = true,
        ClearedBy = $"Neither holds within {settings.HouseholdDays} days.",
    };

    // The siblings as they are now: when one of them changes, or time changes one of them, this child is asked again.
    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.Context.Siblings.IsDefaultOrEmpty || at.Context.Siblings.All(each => each.ConcernsOn.IsEmpty && each.Serious.IsEmpty);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Context.Siblings.IsDefaultOrEmpty) return new(new Quiet("no other child of the household is at this school, as far as is known"));
        var known = new Known(settings, at);
        var (episodes, due) = DateWalk.Of(at, known.Changes, raises: date => known.IsShared(date) || known.IsPrompted(date), clears: date => !known.IsShared(date) && !known.IsPrompted(date));
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{known.InWords(at.Today)}"), due);

        // The evidence is that of the first day on which what holds now came to hold, which may be later than the raise.
        var isShared = known.IsShared(at.Today);
        var since = known.Changes.Where(date => date >= episodes.RaisedOn && date <= at.Today).Append(at.Today).Order().First(date => isShared ? known.IsShared(date) : known.IsPrompted(date));
        var severity = at.Raised(isShared ? Severity.Medium : Severity.Info);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, severity, isShared ? known.SharedEvidence(since) : known.PromptEvidence(since))), due);
    }

    /// <summary>What is known of the household's children. Who the siblings are is not told: not everybody who sees this child may see them.</summary>
    private sealed class Known(RuleSettings settings, PupilAt at)
    {
        private const string Sibling = "sibling";

        internal List<DateOnly> Changes { get; } =
        [
            .. at.File.Concerns.Select(each => each.HappenedOn())
                .Concat(at.Context.Siblings.SelectMany(each => each.ConcernsOn.Concat(each.Serious.Select(alert => alert.RaisedOn))))
                .SelectMany(date => new[] { date, date.AddDays(settings.HouseholdDays) }),
        ];

        internal bool IsShared(DateOnly date) => Children(date) is var children && children >= settings.HouseholdChildren && OwnAt(date).Any();

        internal bool IsPrompted(DateOnly date) => SeriousAt(date).Any();

        internal string InWords(DateOnly date) =>
            $"{Children(date)} children of the household have concerns within {settings.HouseholdDays} days, {(OwnAt(date).Any() ? "this child among them" : "not this child")}; no serious alert about a sibling was raised in that time";

        internal Evidence SharedEvidence(DateOnly date) => Window(date) with
        {
            Count = Children(date),
            Threshold = settings.HouseholdChildren,
            Items = [.. OwnAt(date).Select(each => each.AsItem()), .. SiblingConcernsAt(date).Select(on => new EvidenceItem { Date = on, Code = Sibling })],
        };

        internal Evidence PromptEvidence(DateOnly date) => Window(date) with
        {
            Count = at.Context.Siblings.Count(each => each.Serious.Any(alert => IsWithin(alert.RaisedOn, date))),
            Threshold = 1,
            Items = [.. SeriousAt(date).Select(on => new EvidenceItem { Date = on, Code = Sibling, Category = "serious-alert" })],
        };

        private Evidence Window(DateOnly date) => new() { WindowFrom = date.AddDays(1 - settings.HouseholdDays), WindowTo = date, Measures = [new("siblings", at.Context.Siblings.Length)] };

        private int Children(DateOnly date) => (OwnAt(date).Any() ? 1 : 0) + at.Context.Siblings.Count(each => each.ConcernsOn.Any(on => IsWithin(on, date)));

        private IEnumerable<Concern> OwnAt(DateOnly date) => at.File.Concerns.Where(each => IsWithin(each.HappenedOn(), date));

        private IEnumerable<DateOnly> SiblingConcernsAt(DateOnly date) => at.Context.Siblings.SelectMany(each => each.ConcernsOn).Where(on => IsWithin(on, date)).Order();

        private IEnumerable<DateOnly> SeriousAt(DateOnly date) => at.Context.Siblings.SelectMany(each => each.Serious).Select(alert => alert.RaisedOn).Where(on => IsWithin(on, date)).Order();

        private bool IsWithin(DateOnly on, DateOnly date) => on <= date && on > date.AddDays(-settings.HouseholdDays);
    }
}
