using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Imports;

/// <summary>An import of concerns in sentences.</summary>
public static class ConcernWords
{
    private const string AMoment = "18/11/2026, 18/11/2026 15:40 or 2026-11-18T15:40; London time.";

    public static IReadOnlyList<ColumnHelp> Columns { get; } =
    [
        new("incident date", "When it happened: " + AMoment + " Must be there."),
        new("category", "One or several, with line breaks, ; | or commas between them. Must be there."),
        new("incident id", "The system's own number. With it a later file corrects the same concern; without it a row is known only by what it says, and never replaces one that has an id."),
        new("upn, or mis id", "Whose concern it is. Or date of birth with admission number, or date of birth with a name. A name alone names nobody."),
        new("time", "If it is not in the date."),
        new("recorded on, last updated", AMoment + " Of two words about one incident the later holds."),
        new("subcategory, severity", "Severity 1 to 4, or low, medium, high, critical; else what your categories say."),
        new("status, deleted", "A deleted incident is withdrawn."),
        new("linked students", "By UPN or MIS id."),
        new("recorded by", "Only to tell people apart: no name of staff is kept."),
        new("actions", "Entries with line breaks or ; between them, each with its date and beginning with triage, contact, referral, review or closed. Anything else counts as a note."),
        new("incident text", "Not kept, unless your safeguarding lead has chosen to."),
    ];

    /// <summary>What the button does; null when there is nothing that it could do.</summary>
    public static string? Action(ConcernImportReport report)
    {
        if (report.Blocked is not null)
            return null;
        var rows = report.New + report.Changed + report.Unmatched;
        return report.Withdrawn > 0 ? $"Import, withdrawing {Plain.Counted(report.Withdrawn, "concern")}"
            : rows > 0 ? $"Import {Plain.Counted(rows, "row")}"
            : null;
    }

    /// <summary>Why there is no button.</summary>
    public static string Idle(ConcernImportReport report) =>
        report.Blocked ?? (report.Unchanged > 0 ? "There is nothing to import: every good row is here already." : "There is nothing to import: the file has no good row.");

    public static string Done(ConcernImportReport report) =>
        $"{Plain.Counted(report.New, "concern")} new, {Plain.Number(report.Changed)} changed, {Plain.Number(report.Unchanged)} here already, {Plain.Number(report.Rejected)} refused, {Plain.Number(report.Unmatched)} waiting for their pupil"
        + (report.Withdrawn > 0 ? $", {Plain.Number(report.Withdrawn)} withdrawn." : ".");

    /// <summary>What else is to be known of the file.</summary>
    public static IEnumerable<string> Notes(ConcernImportReport report)
    {
        yield return $"Read as {report.Encoding} with a {report.Delimiter} between the cells.";
        if (report.ImportedBefore is { } before)
            yield return $"This very file was imported before, on {SchoolTime.DayAndClock(before)}: nothing in it is newer than what is here.";
        if (report.Narratives > 0)
            yield return report.KeepsNarrative
                ? $"{Plain.Counted(report.Narratives, "row")} with narrative: it is kept, sealed, and read only with a reason that is written down."
                : $"{Plain.Counted(report.Narratives, "row")} with narrative: the text is not kept.";
        if (report.TooOld > 0)
            yield return $"{Plain.Counted(report.TooOld, "row")} older than this product remembers: not kept.";
        if (report.UnknownColumns > 0)
            yield return $"{Plain.Counted(report.UnknownColumns, "column")} not known here and not read.";
    }

    public static string Pupil(PlacedByHand row) =>
        row.Student is null ? "no pupil of ours" : $"{row.Initials} {Plain.YearShort(row.YearGroup)} ({row.Student})".Trim();

    public static string Pupil(FittingPupil pupil) =>
        string.Join(' ', new[] { pupil.Initials, Plain.YearShort(pupil.YearGroup), pupil.Registration }.Where(part => !string.IsNullOrEmpty(part)));

    public static string Pupil(SampleConcern sample) =>
        sample.Initials is null ? "not known yet" : $"{sample.Initials} {Plain.YearShort(sample.YearGroup)}".TrimEnd();
}
