using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>How a rule book differs from the catalogue besides its numbers, and which edition it is.</summary>
public sealed record RuleVariation
{
    public static RuleVariation None { get; } = new();

    public int Edition { get; init; }

    public ImmutableDictionary<RuleId, Severity> Severities { get; init; } = ImmutableDictionary<RuleId, Severity>.Empty;

    public ImmutableDictionary<RuleId, SwitchedOff> Off { get; init; } = ImmutableDictionary<RuleId, SwitchedOff>.Empty;
}
