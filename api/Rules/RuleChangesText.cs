using System.Collections.Immutable;
using RiskMonitor.Api.Board;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Api.Rules;

/// <summary>Changes of rules as people send them.</summary>
internal static class RuleChangesText
{
    /// <returns>The changes, and what is wrong with their words, by key; whether the numbers are allowed is the rule book's to say.</returns>
    public static (RuleChanges Changes, ImmutableDictionary<string, string> Faults) Read(
        IReadOnlyDictionary<string, string>? thresholds, IReadOnlyDictionary<string, string>? severities, IReadOnlyDictionary<string, bool>? switches)
    {
        var faults = ImmutableDictionary.CreateBuilder<string, string>();
        var known = ImmutableDictionary.CreateBuilder<string, Severity>();
        foreach (var (rule, word) in severities ?? ImmutableDictionary<string, string>.Empty)
        {
            if (Enum.GetValues<Severity>().Where(each => Cards.Word(each) == word).ToList() is [var severity])
                known[rule] = severity;
            else
                faults[$"{rule}:{RuleChange.Severity}"] = "must be info, low, medium, high or critical";
        }

        var changes = new RuleChanges
        {
            Thresholds = (thresholds ?? ImmutableDictionary<string, string>.Empty).ToImmutableDictionary(),
            Severities = known.ToImmutable(),
            Switches = (switches ?? ImmutableDictionary<string, bool>.Empty).ToImmutableDictionary(),
        };
        return (changes, faults.ToImmutable());
    }
}
