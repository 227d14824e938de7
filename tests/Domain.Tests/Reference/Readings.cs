namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>Where the comparison stops, each with its reason in README.md.</summary>
internal static class Readings
{
    /// <summary>
    /// Rules compared in every run: both readings were looked through, case by case. The others join when theirs have been;
    /// <c>REFERENCE_RULES=all</c> compares them all, to look.
    /// </summary>
    public static readonly string[] Settled = ["ATT-03", "ATT-04", "ATT-04w", "ATT-05", "SG-01", "SG-02", "SCH-01", "TRU-05"];

    /// <summary>Rules in which the product decides an ambiguity in another way, on purpose.</summary>
    public static readonly string[] OtherByDesign = ["ATT-08"];

    /// <summary>Rules that schools of four pupils cannot raise.</summary>
    public static readonly string[] OutOfReach = ["SCH-02", "SCH-03", "SCH-04", "TRU-03"];
}
