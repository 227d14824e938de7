using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Rules;

/// <summary>What somebody is about to change of a school's rules: nothing is sent until they have seen it as a list.</summary>
public sealed class RuleDraft
{
    private readonly SortedDictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _severities = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, bool> _switches = new(StringComparer.Ordinal);

    // Tried again after a lost answer, the same changes are one edition.
    private string _command = Guid.NewGuid().ToString("N");

    public string ValueOf(ThresholdText threshold) => _numbers.GetValueOrDefault(threshold.Key, threshold.Value);

    public string SeverityOf(RuleText rule) => _severities.GetValueOrDefault(rule.Id, rule.Severity);

    public bool IsOn(RuleText rule) => _switches.GetValueOrDefault(rule.Id, rule.OffSince is null);

    public void SetNumber(ThresholdText threshold, string value) => Set(_numbers, threshold.Key, value.Trim(), threshold.Value);

    public void SetSeverity(RuleText rule, string severity) => Set(_severities, rule.Id, severity, rule.Severity);

    public void SetOn(RuleText rule, bool isOn) => Set(_switches, rule.Id, isOn, rule.OffSince is null);

    /// <summary>From what to what, by rule.</summary>
    public IReadOnlyList<RuleChangeText> ChangesOf(IReadOnlyList<RuleText> rules) =>
    [
        .. from rule in rules
           from change in NumbersOf(rule).Concat(SeverityChangeOf(rule)).Concat(SwitchOf(rule))
           select change,
    ];

    public PublishRulesCommand Command(int basedOn, string reason, DateOnly? from) =>
        new(_numbers.ToDictionary(), _severities.ToDictionary(), _switches.ToDictionary(), from, basedOn, reason, _command);

    public BackTestCommand Trial(bool wholeTrust) => new(wholeTrust, _numbers.ToDictionary(), _severities.ToDictionary(), _switches.ToDictionary());

    private void Set<T>(SortedDictionary<string, T> changes, string key, T value, T now)
    {
        _command = Guid.NewGuid().ToString("N");
        if (EqualityComparer<T>.Default.Equals(value, now))
        {
            changes.Remove(key);
        }
        else
        {
            changes[key] = value;
        }
    }

    private IEnumerable<RuleChangeText> NumbersOf(RuleText rule) =>
        rule.Thresholds.Where(threshold => _numbers.ContainsKey(threshold.Key)).Select(threshold => new RuleChangeText(rule.Id, threshold.Name, threshold.Value, _numbers[threshold.Key]));

    private IEnumerable<RuleChangeText> SeverityChangeOf(RuleText rule) =>
        _severities.TryGetValue(rule.Id, out var severity) ? [new(rule.Id, "severity", rule.Severity, severity)] : [];

    private IEnumerable<RuleChangeText> SwitchOf(RuleText rule) =>
        _switches.TryGetValue(rule.Id, out var isOn) ? [new(rule.Id, "switch", isOn ? "off" : "on", isOn ? "on" : "off")] : [];
}
