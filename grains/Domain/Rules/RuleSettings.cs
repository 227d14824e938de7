namespace RiskMonitor.Domain.Rules;

/// <summary>Every threshold of the rules, with its source. The defaults are the catalogue's; legal numbers change by law, the others by decision.</summary>
public sealed record RuleSettings
{
    public static RuleSettings Default { get; } = new();
}
