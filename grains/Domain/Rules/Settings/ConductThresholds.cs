namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about behaviour and suspensions.</content>
public sealed partial record RuleSettings;
