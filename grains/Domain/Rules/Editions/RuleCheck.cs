using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>Whether changes to a rule book are allowed, with what is wrong by key: <c>SG-02:Days</c>, <c>SG-02:severity</c>, <c>SG-02:switch</c>.</summary>
internal static class RuleCheck
{
    /// <param name="first">The book that everything is set on top of.</param>
    /// <param name="before">What is set already.</param>
    public static ImmutableSortedDictionary<string, string> Of(RuleBook first, RuleChanges before, RuleChanges changes)
    {
        var troubles = RuleThresholds.Troubles(first.Settings, before.Thresholds, changes.Thresholds).ToBuilder();
        foreach (var (rule, severity) in changes.Severities)
        {
            if (first.Find(rule) is null) troubles[$"{rule}:{RuleChange.Severity}"] = "is not a rule";
            else if (!Enum.IsDefined(severity)) troubles[$"{rule}:{RuleChange.Severity}"] = "is not a severity";
        }

        foreach (var (rule, isOn) in changes.Switches)
        {
            if (first.Find(rule) is not { } known) troubles[$"{rule}:{RuleChange.Switch}"] = "is not a rule";
            else if (!isOn && known.Kind.HasFlag(RuleBasis.Law)) troubles[$"{rule}:{RuleChange.Switch}"] = $"rests on law ({known.Basis}) and cannot be switched off";
        }

        return troubles.ToImmutable();
    }
}
