namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>Where the comparison stops, each with its reason in README.md.</summary>
internal static class Readings
{
    /// <summary>Rules in which the product decides an ambiguity in another way, on purpose.</summary>
    public static readonly string[] OtherByDesign = ["ATT-08", "ATT-15", "SCH-06", "SCH-10", "SG-11"];

    /// <summary>Rules that schools of four pupils cannot raise, or hardly ever: they are compared, and agree in silence.</summary>
    public static readonly string[] SeldomRaised = ["SCH-02", "SCH-03", "SCH-04", "TRU-03"];
}
