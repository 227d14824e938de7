namespace RiskMonitor.Domain.Rules;

/// <summary>The rules about a school itself.</summary>
internal static class SchoolRules
{
    internal static IEnumerable<SchoolRule> All(RuleSettings settings) => [new IncompleteRegisterRule(settings), new StaleFeedRule(settings), new UnderReportingRule(settings), new ZeroReportsRule(settings)];
}
