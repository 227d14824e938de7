using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Imports;

/// <summary>A report of an import in sentences.</summary>
public static class ImportWords
{
    /// <summary>What the button does; null when there is nothing that it could do.</summary>
    public static string? Action(ImportReport report) =>
        report.Blocked is not null ? null
        : report.New + report.Changed > 0 ? $"Import {Plain.Counted(report.New + report.Changed, "row")}"
        : report.Removed > 0 ? $"Import, dropping {Entries(report.Removed)}"
        : null;

    /// <summary>Why there is no button.</summary>
    public static string Idle(ImportReport report) =>
        report.Blocked ?? (report.Unchanged > 0 ? "There is nothing to import: every good row is here already." : "There is nothing to import: the file has no good row.");

    public static string Done(ImportReport report) =>
        $"{Plain.Counted(report.New, "row")} new, {Plain.Number(report.Changed)} changed, {Plain.Number(report.Unchanged)} here already, {Plain.Number(report.Rejected)} refused.";

    /// <summary>What a calendar that is replaced loses; null when nothing.</summary>
    public static string? Loss(ImportReport report) =>
        report.Removed == 0 ? null : $"A calendar replaces the one before it whole: {Entries(report.Removed)} of the present one {(report.Removed == 1 ? "is" : "are")} not in this file.";

    public static string? Ignored(ImportReport report) =>
        report.UnknownColumns == 0 ? null : $"{Plain.Counted(report.UnknownColumns, "column")} of the file {(report.UnknownColumns == 1 ? "is" : "are")} not known here and {(report.UnknownColumns == 1 ? "was" : "were")} not read.";

    public static string? Unnamed(ImportReport report) =>
        report.Rejected <= report.Rejections.Count ? null : $"The first {Plain.Number(report.Rejections.Count)} of {Plain.Number(report.Rejected)} are shown.";

    private static string Entries(int count) => count == 1 ? "1 entry" : $"{Plain.Number(count)} entries";
}
