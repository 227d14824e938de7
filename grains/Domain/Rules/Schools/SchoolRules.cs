namespace RiskMonitor.Domain.Rules;

/// <summary>The rules about a school itself.</summary>
internal static class SchoolRules
{
    internal static IEnumerable<SchoolRule> All(RuleSettings settings) =>
    [
        new IncompleteRegisterRule(settings),
        new YearGroupClusterRule(settings),
        new CategorySpikeRule(settings),
        new UnderReportingRule(settings),
        new ZeroReportsRule(settings),
        new ReporterCoverageRule(settings),
        new CategoryQualityRule(settings),
        new TriageDelayRule(settings),
        new CodeMixRule(settings),
        new TrainingCoverageRule(settings),
        new DisproportionRule(settings),
        new AlertLoadRule(settings),
        new StaleFeedRule(settings),
    ];
}
