using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a school, a trust or this installation sets differently: numbers, severities, switches. All by name, so that it outlives a rule that is gone.</summary>
[GenerateSerializer, Immutable, Alias("RuleChanges")]
public sealed record RuleChanges
{
    public static RuleChanges None { get; } = new();

    /// <summary>Values by threshold: <c>SG-02:Days</c> is <c>21</c>.</summary>
    [Id(0)] public ImmutableDictionary<string, string> Thresholds { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The severity a rule begins with, by rule; its stages and its step for vulnerable pupils move with it.</summary>
    [Id(1)] public ImmutableDictionary<string, Severity> Severities { get; init; } = ImmutableDictionary<string, Severity>.Empty;

    /// <summary>Whether a rule is asked, by rule.</summary>
    [Id(2)] public ImmutableDictionary<string, bool> Switches { get; init; } = ImmutableDictionary<string, bool>.Empty;

    public bool IsEmpty => Thresholds.IsEmpty && Severities.IsEmpty && Switches.IsEmpty;

    /// <summary>These changes, and later ones on top of them.</summary>
    public RuleChanges With(RuleChanges later) => new()
    {
        Thresholds = Thresholds.SetItems(later.Thresholds),
        Severities = Severities.SetItems(later.Severities),
        Switches = Switches.SetItems(later.Switches),
    };

    /// <summary>Without what is named by key: <c>SG-02:Days</c>, <c>SG-02:severity</c>, <c>SG-02:switch</c>.</summary>
    public RuleChanges Without(IReadOnlyCollection<string> keys) => keys.Count == 0 ? this : new()
    {
        Thresholds = Thresholds.RemoveRange(keys),
        Severities = Severities.RemoveRange(Severities.Keys.Where(rule => keys.Contains($"{rule}:{RuleChange.Severity}"))),
        Switches = Switches.RemoveRange(Switches.Keys.Where(rule => keys.Contains($"{rule}:{RuleChange.Switch}"))),
    };

    /// <summary>The same content: a record of dictionaries compares them by reference.</summary>
    public bool IsSameAs(RuleChanges other) => IsSame(Thresholds, other.Thresholds) && IsSame(Severities, other.Severities) && IsSame(Switches, other.Switches);

    private static bool IsSame<T>(ImmutableDictionary<string, T> one, ImmutableDictionary<string, T> other) =>
        one.Count == other.Count && one.All(each => other.TryGetValue(each.Key, out var value) && EqualityComparer<T>.Default.Equals(value, each.Value));
}
