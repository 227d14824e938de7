using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <param name="Says">The session, for whoever points at it.</param>
/// <param name="Counted">How many of the sessions that count now there were by then.</param>
/// <param name="IsCounted">Whether this is one of them: a mark that moved the line.</param>
public sealed record SparkPoint(string Says, int Counted, bool IsCounted);

/// <summary>How an alert's count came together over the last sixty sessions, and the threshold it reached.</summary>
public sealed record Sparkline(IReadOnlyList<SparkPoint> Points, decimal Threshold)
{
    public const int Sessions = 60;

    public decimal Top => Math.Max(Points.Max(point => point.Counted), Threshold);

    public string Says => $"{Plain.Number(Points[^1].Counted)} sessions counted by {Points[^1].Says}; the line is at {Plain.Number(Threshold)}.";

    /// <summary>Null where an alert does not count sessions against a threshold.</summary>
    public static Sparkline? Of(CaseAlert alert, IReadOnlyList<DayMarks> days)
    {
        var counted = alert.Items.Where(item => item.Session is not null).Select(item => (item.Date, Session: item.Session!)).ToHashSet();
        var recorded = days.OrderBy(day => day.Date)
            .SelectMany(day => new[] { (day.Date, Session: "AM", Kind: day.MorningKind), (day.Date, Session: "PM", Kind: day.AfternoonKind) })
            .Where(mark => mark.Kind != "none" || counted.Contains((mark.Date, mark.Session)))
            .Where(mark => alert.WindowTo is not { } end || mark.Date <= end)
            .ToList();
        if (alert.Card.Threshold is not { } threshold || counted.Count == 0 || recorded.Count == 0)
        {
            return null;
        }

        var shown = recorded.TakeLast(Sessions).ToList();
        var sum = counted.Count(item => item.Date < shown[0].Date || (item.Date == shown[0].Date && string.CompareOrdinal(item.Session, shown[0].Session) < 0));
        var points = new List<SparkPoint>();
        foreach (var mark in shown)
        {
            var isCounted = counted.Contains((mark.Date, mark.Session));
            sum += isCounted ? 1 : 0;
            points.Add(new SparkPoint($"{SchoolTime.Day(mark.Date)} {mark.Session}", sum, isCounted));
        }

        return new Sparkline(points, threshold);
    }
}
