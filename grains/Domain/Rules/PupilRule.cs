namespace RiskMonitor.Domain.Rules;

/// <summary>A rule about one pupil: a fold over what happened, in order. Pure.</summary>
internal abstract class PupilRule
{
    internal abstract RuleDescription Description { get; }

    /// <summary>
    /// True when the rule can have no episode, open or over, now or later without a new observation. Only ever a short cut: saying false
    /// costs time, saying true wrongly loses an alert, and a property compares it with the full walk.
    /// </summary>
    internal abstract bool IsProvablyQuiet(PupilAt at);

    /// <remarks>Called through <see cref="PupilAt.Ask"/>, which asks each rule once an assessment, however many rules build on it.</remarks>
    internal abstract RuleOutcome Evaluate(PupilAt at);

    internal Finding Find(in RuleOutcome outcome) => new(Description.Id, Description.Version, outcome.Verdict, outcome.LastClearedOn, OnlyContinues: outcome.OnlyContinues);

    private protected static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        other is null || one < other ? one : other;
}
