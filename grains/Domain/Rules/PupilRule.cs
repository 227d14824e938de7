namespace RiskMonitor.Domain.Rules;

/// <summary>What one rule says of one pupil, and when time alone can change it (null: never, as far as this rule knows).</summary>
internal readonly record struct RuleOutcome(Verdict Verdict, DateOnly? LastClearedOn = null, DateTimeOffset? NextDue = null, bool OnlyContinues = false)
{
    internal static RuleOutcome CannotTell(string reason) => new(new CannotTell(reason));
}

/// <summary>A rule about one pupil: a fold over what happened, in order. Pure.</summary>
internal abstract class PupilRule
{
    internal abstract RuleDescription Description { get; }

    /// <summary>
    /// True when the rule can have no episode, open or over, now or later without a new observation. Only ever a short cut: saying false
    /// costs time, saying true wrongly loses an alert, and a property compares it with the full walk.
    /// </summary>
    internal abstract bool IsProvablyQuiet(PupilAt at);

    internal abstract RuleOutcome Evaluate(PupilAt at);

    internal Finding Find(in RuleOutcome outcome) => new(Description.Id, Description.Version, outcome.Verdict, outcome.LastClearedOn, OnlyContinues: outcome.OnlyContinues);

    private protected static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
