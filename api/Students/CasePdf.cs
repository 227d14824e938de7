using PdfSharp.Drawing;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using RiskMonitor.Dashboard.Students;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Api.Students;

/// <summary>A case on paper: what the page shows to the same person, in the same words, and nothing else.</summary>
internal sealed class CasePdf : IDisposable
{
    private const int MostEvidence = 40;
    private const double Cell = 8;

    private static readonly XFont Code = PdfSheets.Font(5.5, bold: true);

    private readonly PdfSheets sheets = new();
    private readonly XFont title = PdfSheets.Font(17, bold: true);
    private readonly XFont strong = PdfSheets.Font(9, bold: true);
    private readonly XFont plain = PdfSheets.Font(9);
    private readonly XFont soft = PdfSheets.Font(7.5);

    public static byte[] Of(CaseContext pupil, Printing printing)
    {
        using var paper = new CasePdf();
        paper.Identity(pupil);
        paper.Alerts($"Open alerts ({Plain.Number(pupil.Open.Count)})", "No open alert.", pupil.Open, withEvidence: true);
        paper.Attendance(pupil);
        paper.Decisions(pupil);
        paper.Recorded(pupil);
        paper.Household(pupil);
        paper.Alerts($"Past alerts ({Plain.Number(pupil.Past.Count)})", "None.", pupil.Past, withEvidence: false);
        paper.Rules(pupil);
        paper.Freshness(pupil);
        return paper.sheets.Close(printing);
    }

    public void Dispose() => sheets.Dispose();

    private void Identity(CaseContext pupil)
    {
        string[] who = [pupil.Initials ?? "Pupil", Plain.Year(pupil.YearGroup), pupil.Registration ?? ""];
        sheets.Text(string.Join(" · ", who.Where(part => part.Length > 0)), title);
        sheets.Text($"{pupil.SchoolName}. Reference {pupil.Student}. The name is not printed.", plain);
        foreach (var status in pupil.Statuses)
            sheets.Text($"{StatusWords.Of(status.Kind)} {StatusWords.When(status)}", status.Current ? strong : plain);
        foreach (var hidden in pupil.Hidden)
            sheets.Text($"Not in this copy: {hidden}", strong);
    }

    private void Alerts(string head, string none, IReadOnlyList<CaseAlert> alerts, bool withEvidence)
    {
        sheets.Heading(head);
        if (alerts.Count == 0)
            sheets.Text(none, plain);
        foreach (var alert in alerts)
            Alert(alert, withEvidence);
    }

    private void Alert(CaseAlert alert, bool withEvidence)
    {
        var (card, look) = (alert.Card, SeverityWords.Of(alert.Card.Severity));
        sheets.Need(50);
        sheets.Text($"{look.Icon} {look.Word}: {card.Title} ({AlertStates.Word(card.State).ToLowerInvariant()})", strong);
        sheets.Text(card.Sentence, plain, 10);
        if (withEvidence)
            Grounds(alert);
        foreach (var step in alert.History)
            sheets.Text($"{SchoolTime.DayAndClock(step.At)}: {HistoryWords.What(step)} {HistoryWords.Cause(step)}{(step.Note is null ? "" : $": “{step.Note}”")}", soft, 10);
        sheets.Space(5);
    }

    private void Grounds(CaseAlert alert)
    {
        sheets.Text($"What would clear it: {alert.Clears}", plain, 10);
        sheets.Text($"Rests on {alert.Basis}. Rule {alert.Card.Rule}, version {Plain.Number(alert.RuleVersion)}. Came to hold {SchoolTime.DayAndYear(alert.Card.Effective)}, known {SchoolTime.DayAndClock(alert.Card.RaisedAt)}.", soft, 10);
        if (alert.Numbers.Count > 0)
            sheets.Text(string.Join(" · ", alert.Numbers.Select(number => $"{Plain.Label(number.Name)}: {Plain.Number(number.Value)}")), soft, 10);
        if (alert.Items.Count > 0)
            sheets.Text($"Evidence: {string.Join("; ", alert.Items.Take(MostEvidence).Select(Words))}{(alert.Items.Count > MostEvidence ? $"; and {Plain.Number(alert.Items.Count - MostEvidence)} more on the page" : "")}", soft, 10);
    }

    private static string Words(EvidenceRow item) => string.Join(
        " ", new[] { SchoolTime.Day(item.Date), item.Session, item.Code, item.Category is null ? null : Plain.Label(item.Category).ToLowerInvariant() }.Where(part => part is not null));

    private void Attendance(CaseContext pupil)
    {
        sheets.Heading("Attendance this school year, session by session");
        var totals = pupil.Attendance;
        sheets.Text($"{Plain.Number(totals.Attended)} of {Plain.Number(totals.Possible)} possible sessions attended; absent with leave {Plain.Number(totals.Authorised)}, without {Plain.Number(totals.Unauthorised)}.", plain);
        var grid = YearGrid.From(pupil.Days, pupil.Closed);
        if (grid.Cells.Count == 0)
            return;
        var height = (11 * Cell) + 14;
        sheets.Need(height + 24);
        var top = sheets.At + 12;
        sheets.Draw(page =>
        {
            foreach (var month in grid.Months)
                page.DrawString(month.Name, soft, XBrushes.Black, PdfSheets.Left + (month.Column * Cell), top - 2);
            foreach (var cell in grid.Cells)
                Square(page, cell, top);
        });
        sheets.Space(height);
        sheets.Text("Down: Monday to Friday, morning and afternoon. White: present. Light: approved or not required. Grey with its code: absent with leave. Black with its code: absent without leave. Hatched grey line: no school.", soft);
    }

    private static void Square(XGraphics page, YearCell cell, double top)
    {
        if (cell.Kind == "ahead")
            return;
        var box = new XRect(PdfSheets.Left + (cell.Column * Cell), top + (cell.Row * Cell) + (cell.Row / 2 * 1.5), Cell - 1, Cell - 1);
        var (fill, ink) = cell.Kind switch
        {
            "unauthorised" => (XBrushes.Black, XBrushes.White),
            "authorised" => (XBrushes.Silver, XBrushes.Black),
            "approved" or "not-possible" => (XBrushes.Gainsboro, XBrushes.Black),
            _ => (XBrushes.White, XBrushes.Black),
        };
        if (cell.Kind == "closed")
        {
            page.DrawLine(XPens.LightGray, box.BottomLeft, box.TopRight);
            return;
        }

        page.DrawRectangle(XPens.LightGray, fill, box);
        page.DrawString(cell.Printed, Code, ink, box, XStringFormats.Center);
    }

    private void Decisions(CaseContext pupil)
    {
        sheets.Heading("Decisions and reasons");
        if (pupil.Decisions.Count == 0)
            sheets.Text("None is recorded here.", plain);
        foreach (var decision in pupil.Decisions)
        {
            sheets.Need(24);
            sheets.Text($"{SchoolTime.DayAndClock(decision.At)}, {Plain.Person(decision.By)}: {decision.What}{(decision.Alert is null ? "" : $" ({decision.Alert})")}", strong);
            sheets.Text($"Because: {decision.Why}", plain, 10);
        }
    }

    private void Recorded(CaseContext pupil)
    {
        sheets.Heading("Recorded");
        var entries = Timeline.Of(pupil with { Decisions = [] });
        if (entries.Count == 0)
            sheets.Text(pupil.Concerns is null ? "No behaviour or suspension is recorded." : "No concern, behaviour or suspension is recorded.", plain);
        foreach (var entry in entries)
        {
            sheets.Need(24);
            sheets.Text($"{entry.When} · {Plain.Label(entry.Kind)} · {entry.Title}", strong);
            sheets.Text(entry.Detail, plain, 10);
        }

        if (entries.Count == Timeline.Most)
            sheets.Text($"The newest {Plain.Number(Timeline.Most)} are printed.", plain);
    }

    private void Household(CaseContext pupil)
    {
        if (pupil.Household is not { } household)
            return;
        sheets.Heading("Household");
        if (household.Count == 0)
            sheets.Text("No other pupil of this school whom the reader may see is known in the household.", plain);
        foreach (var sibling in household)
            sheets.Text($"{sibling.Initials ?? "Pupil"} {Plain.Year(sibling.YearGroup)}: {Plain.Counted(sibling.Open, "open alert")}{(sibling.Worst is null ? "" : $", the most urgent {SeverityWords.Of(sibling.Worst).Word}")}", plain);
    }

    private void Rules(CaseContext pupil)
    {
        sheets.Heading("What each rule says, and why");
        foreach (var rule in pupil.Rules.OrderBy(rule => HistoryWords.Order(rule.Answer)))
            sheets.Text($"{rule.Rule} {rule.Title}: {HistoryWords.Answer(rule.Answer)}. {rule.Reason}", soft);
    }

    private void Freshness(CaseContext pupil)
    {
        sheets.Heading("How fresh this is");
        sheets.Text($"Last evaluated {SchoolTime.DayAndClock(pupil.Freshness.LastEvaluatedAt)}.{(pupil.Freshness.Baseline ? " The first import is under way: what is printed is not complete." : "")}", plain);
        foreach (var feed in pupil.Freshness.Feeds)
            sheets.Text($"{Plain.Label(feed.Feed)}: {(feed.LastCompleteAt is { } at ? $"last read completely {SchoolTime.DayAndClock(at)}" : "never read completely")}{(feed.Stale ? ". This is stale." : ".")}", plain);
    }
}
