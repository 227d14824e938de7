namespace RiskMonitor.Domain.Rules;

/// <summary>The rules about a trust: asked on its own board, of what its schools lend it and what it says itself.</summary>
internal static class TrustRules
{
    internal static IEnumerable<SchoolRule> All(RuleSettings settings) =>
    [
        new OutlierSchoolRule(settings),
        new MovedChildRule(settings),
        new EmergingThemeRule(settings),
        new BoardCadenceRule(settings),
    ];
}
