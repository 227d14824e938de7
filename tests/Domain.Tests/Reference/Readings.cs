namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>Where the comparison stops, each with its reason in README.md.</summary>
internal static class Readings
{
    /// <summary>Rules in which the product decides an ambiguity in another way, on purpose.</summary>
    public static readonly string[] OtherByDesign = ["ATT-08"];

    /// <summary>Rules that schools of four pupils cannot raise.</summary>
    public static readonly string[] OutOfReach = ["SCH-02", "SCH-03", "SCH-04", "TRU-03"];
}
