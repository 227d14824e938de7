namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about a trust.</content>
public sealed partial record RuleSettings;
