using Orleans;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rule threw: what it would have said nobody knows. What it told before stands until it can be asked again.</summary>
[GenerateSerializer, Immutable, Alias("BrokeOff")]
public sealed record BrokeOff(string Reason) : CannotTell(Reason);

/// <summary>
/// A rule that throws is an alert itself, about the pupil or the school of whom it could not tell, with the rule as its facet. It holds up
/// neither the other rules nor anybody else.
/// </summary>
public static class BrokenRule
{
    private static readonly RuleId Id = new("SYS-01");

    public static RuleDescription Description { get; } = new()
    {
        Id = Id,
        Version = 1,
        Title = "A rule failed",
        Sentence = "A rule could not be worked out from what is recorded: what it would say is not known. Whoever looks after RiskMonitor must see to it.",
        Basis = "Design: silence is not safety.",
        ClearedBy = "The rule can be worked out again.",
        Kind = RuleBasis.Design,
        Severity = Severity.High,
    };

    /// <summary>Null: it was worked out.</summary>
    internal static Finding? AlertOf(Finding finding, DateOnly today) => finding.Verdict is not BrokeOff broken ? null
        : new Finding(Id, Description.Version, new Fired(new Episode(today, Description.Severity, EvidenceOf(finding.Rule, broken, today))), Facet: finding.Rule.Value);

    /// <summary>Where it happened, for whoever mends it. The message of an exception may hold what was recorded, so it is not told.</summary>
    internal static BrokeOff At(Exception exception) =>
        new($"it failed: {exception.GetType().Name} in {exception.TargetSite?.DeclaringType?.Name ?? "?"}.{exception.TargetSite?.Name ?? "?"}");

    private static Evidence EvidenceOf(RuleId rule, BrokeOff broken, DateOnly today) => new()
    {
        WindowFrom = today,
        WindowTo = today,
        Items = [new EvidenceItem { Date = today, Id = rule.Value, Category = broken.Reason }],
    };
}
