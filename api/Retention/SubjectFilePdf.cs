using System.Text.Json.Nodes;
using PdfSharp.Drawing;
using RiskMonitor.Api.Students;
using RiskMonitor.Dashboard.Auditing;
using RiskMonitor.Dashboard.Words;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Retention;

/// <summary>A pupil's file on paper: a chronology in plain words, the newest first, then alerts, decisions and who looked when.</summary>
internal sealed class SubjectFilePdf : IDisposable
{
    public const string ReadFirst =
        "Ids of other pupils, recorders and names that stand on the roll were taken out. Nicknames, initials and descriptions cannot be found by a program: a person must read this before it is handed over.";

    private static readonly string[] NotSaid = ["type", "school", "student", "receivedAt"];

    private readonly PdfSheets sheets = new();
    private readonly XFont title = PdfSheets.Font(17, bold: true);
    private readonly XFont strong = PdfSheets.Font(9, bold: true);
    private readonly XFont plain = PdfSheets.Font(9);
    private readonly XFont soft = PdfSheets.Font(7.5);

    public static byte[] Of(string schoolName, SubjectFile file, Printing printing)
    {
        using var paper = new SubjectFilePdf();
        paper.Head(schoolName, file);
        paper.Records(file);
        paper.Alerts(file);
        paper.Decisions(file);
        paper.Seen(file);
        return paper.sheets.Close(printing);
    }

    public void Dispose() => sheets.Dispose();

    private void Head(string schoolName, SubjectFile file)
    {
        sheets.Text($"All that is held of {file.FullName ?? "a pupil"}", title);
        sheets.Text($"{schoolName}. Reference {file.Student}.{(file.Born is { } born ? $" Born {SchoolTime.DayAndYear(born)}." : "")} Prepared {SchoolTime.DayAndClock(file.PreparedAt)}.", plain);
        sheets.Text($"{ReadFirst} Taken out: {Plain.Number(file.Taken)}.", strong);
    }

    private void Records(SubjectFile file)
    {
        sheets.Heading($"What sources sent ({Plain.Number(file.Records.Length)} records, by when they were received)");
        foreach (var record in file.Records.OrderByDescending(record => record.ReceivedAt))
            sheets.Text($"{SchoolTime.DayAndClock(record.ReceivedAt)} {record.Type}: {Words(record.Line)}", soft);
        foreach (var narrative in file.Narratives)
        {
            sheets.Need(24);
            sheets.Text($"Text of concern {narrative.Concern}", strong);
            sheets.Text(narrative.Text, plain, 10);
        }
    }

    private void Alerts(SubjectFile file)
    {
        sheets.Heading($"Alerts and what was done with them ({Plain.Number(file.Alerts.Length)} steps)");
        foreach (var step in file.Alerts)
            sheets.Text($"{SchoolTime.DayAndClock(step.At)} {step.Rule}: {step.From} to {step.To}, {step.Severity}, from {SchoolTime.DayAndYear(step.Effective)}{(step.Note is null ? "" : $": “{step.Note}”")}", soft);
    }

    private void Decisions(SubjectFile file)
    {
        sheets.Heading($"Decisions and reasons ({Plain.Number(file.Decisions.Length)})");
        foreach (var decision in file.Decisions)
        {
            sheets.Need(24);
            sheets.Text($"{SchoolTime.DayAndClock(decision.At)}: {decision.What}", strong);
            sheets.Text($"Because: {decision.Why}", plain, 10);
        }
    }

    private void Seen(SubjectFile file)
    {
        sheets.Heading($"When staff saw or did something with it ({Plain.Number(file.Seen.Length)})");
        foreach (var line in file.Seen)
            sheets.Text($"{SchoolTime.DayAndClock(line.At)}: {AuditWords.Action(line.What)}", soft);
    }

    private static string Words(string line) => string.Join(
        ", ", JsonNode.Parse(line)!.AsObject().Where(field => !NotSaid.Contains(field.Key) && field.Value is not null and not JsonArray { Count: 0 })
            .Select(field => $"{Plain.Label(field.Key).ToLowerInvariant()} {field.Value!.ToJsonString().Trim('"')}"));
}
