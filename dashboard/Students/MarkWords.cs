using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>What a mark counts as, in words and style; the DfE code itself is always shown beside it.</summary>
public static class MarkWords
{
    public static IReadOnlyList<string> Kinds { get; } = ["present", "approved", "authorised", "unauthorised", "not-possible", "none"];

    public static string Of(string kind) => kind switch
    {
        "present" => "Present",
        "approved" => "Approved activity elsewhere",
        "authorised" => "Authorised absence",
        "unauthorised" => "Unauthorised absence",
        "not-possible" => "Not a possible session",
        "none" => "No mark",
        _ => Plain.Label(kind),
    };

    /// <summary>A sign for the legend, so that no kind is told by colour alone.</summary>
    public static string Sign(string kind) => kind switch
    {
        "present" => "",
        "approved" => "V",
        "authorised" => "I",
        "unauthorised" => "O",
        "not-possible" => "Y",
        _ => "·",
    };

    /// <summary>What the picture prints in a cell: nothing where the pupil was simply present, else the code.</summary>
    public static string Printed(string? code, string kind) =>
        kind == "present" && code is not "L" ? "" : code is null or "-" ? "·" : code;

    /// <summary>"46 of 50 possible sessions attended".</summary>
    public static string Totals(AttendanceTotals totals) => totals.Possible == 0
        ? "No possible session yet"
        : $"{Plain.Number(totals.Attended)} of {Plain.Number(totals.Possible)} possible sessions attended";

    /// <summary>A percentage of nothing is not a number.</summary>
    public static string Percent(int part, int whole) => whole == 0 ? "–" : $"{Plain.Number(Math.Round(100m * part / whole, 1))} %";
}
