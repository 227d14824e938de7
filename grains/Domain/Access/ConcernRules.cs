using System.Collections.Frozen;

namespace RiskMonitor.Domain.Access;

/// <summary>Which alerts are drawn from safeguarding concerns, and who may know of them.</summary>
public static class ConcernRules
{
    /// <summary>Rules about a school or a trust that count concerns.</summary>
    private static readonly FrozenSet<string> CountConcerns =
        new[] { "SCH-02", "SCH-03", "SCH-04", "SCH-05", "SCH-06", "SCH-07", "SCH-08", "SCH-11", "TRU-01", "TRU-02", "TRU-03" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Alerts drawn from concerns are for those who may see concerns, and for the wall that hangs in their office.</summary>
    public static bool MaySee(Clearance clearance, RuleId rule) =>
        clearance is Clearance.Full or Clearance.Wall || (!IsOfConcerns(rule) && !CountConcerns.Contains(rule.Value));

    public static bool IsOfConcerns(RuleId rule) => rule.Value.StartsWith("SG-", StringComparison.Ordinal);
}
