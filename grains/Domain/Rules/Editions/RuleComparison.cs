namespace RiskMonitor.Domain.Rules;

/// <summary>What differs between two editions of a rule book, from what to what, in the order of rules and names.</summary>
internal static class RuleComparison
{
    public static IEnumerable<RuleChange> Of(RuleBook before, RuleBook after) =>
        Numbers(before, after).Concat(Severities(before, after)).Concat(Switches(before, after)).OrderBy(each => each.Rule);

    private static IEnumerable<RuleChange> Numbers(RuleBook before, RuleBook after) =>
        from threshold in RuleThresholds.All
        let values = (From: RuleThresholds.ValueOf(before.Settings, threshold.Key), To: RuleThresholds.ValueOf(after.Settings, threshold.Key))
        where values.From != values.To
        select new RuleChange(threshold.Rule, threshold.Name, values.From, values.To);

    private static IEnumerable<RuleChange> Severities(RuleBook before, RuleBook after) =>
        from rule in after.Rules
        let was = before.Find(rule.Id.Value)?.Severity ?? rule.Severity
        where was != rule.Severity
        select new RuleChange(rule.Id, RuleChange.Severity, Word(was), Word(rule.Severity));

    private static IEnumerable<RuleChange> Switches(RuleBook before, RuleBook after) =>
        from rule in after.Rules
        let isOff = (Before: before.OffSince(rule.Id) is not null, After: after.OffSince(rule.Id) is not null)
        where isOff.Before != isOff.After
        select new RuleChange(rule.Id, RuleChange.Switch, isOff.Before ? "off" : "on", isOff.After ? "off" : "on");

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
