using System.Globalization;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Rules;

/// <summary>What a try of changed rules over history has found so far, as the page says and draws it.</summary>
/// <param name="Tried">The changes it was made with; those on the page may have moved on since.</param>
public sealed record BackTestModel(BackTestReport Report, IReadOnlyList<RuleChangeText> Tried)
{
    public bool IsRunning => Report.State == "running";

    public bool IsDone => Report.State == "done";

    public int Added => Report.Weeks.Sum(week => week.Added);

    public int Removed => Report.Weeks.Sum(week => week.Removed);

    public string Progress => $"{Plain.Number(Report.SchoolsDone)} of {Plain.Counted(Report.SchoolsInAll, "school")}";

    /// <summary>How it ended, with the totals.</summary>
    public string Says => Report.State switch
    {
        "cancelled" => $"Cancelled after {Progress}. So far: {Totals}",
        "failed" => $"It stopped after {Progress}: {Report.Trouble} So far: {Totals}",
        _ => Totals,
    };

    /// <summary>Weeks without a difference between the first and the last that has one are there too: the axis is time.</summary>
    public IReadOnlyList<BackTestBar> Bars
    {
        get
        {
            var byWeek = Report.Weeks.ToLookup(week => week.Week);
            return Report.Weeks.Count == 0
                ? []
                : [.. Mondays(Report.Weeks.Min(week => week.Week), Report.Weeks.Max(week => week.Week))
                    .Select(monday => new BackTestBar(monday, byWeek[monday].Sum(week => week.Added), byWeek[monday].Sum(week => week.Removed)))];
        }
    }

    /// <summary>The alerts that are counted but not listed.</summary>
    public int NotListed => Math.Max(0, Added + Removed - Report.Affected.Count);

    private string Totals =>
        $"{Alerts(Added)} would be added and {(Removed == 0 ? "none" : Plain.Number(Removed))} would go, {Plain.Number(Report.Kept)} {(Report.Kept == 1 ? "stays" : "stay")}, {Plain.Counted(Report.Pupils, "pupil")}, since {Report.From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.";

    /// <summary>The changes on the page are no longer those that were tried.</summary>
    public bool IsBehind(IReadOnlyList<RuleChangeText> changes) => !Tried.SequenceEqual(changes);

    /// <summary>A severity says how urgent an alert is, not whether there is one: history has nothing to tell about it.</summary>
    public static bool OnlySeverities(IReadOnlyList<RuleChangeText> changes) => changes.Count > 0 && changes.All(change => change.What == "severity");

    private static string Alerts(int count) => count == 0 ? "No alert" : Plain.Counted(count, "alert");

    private static IEnumerable<DateOnly> Mondays(DateOnly first, DateOnly last)
    {
        for (var monday = first; monday <= last; monday = monday.AddDays(7))
        {
            yield return monday;
        }
    }
}

/// <param name="Week">The Monday.</param>
public sealed record BackTestBar(DateOnly Week, int Added, int Removed)
{
    public string Says => $"Week of {SchoolTime.DayAndYear(Week)}: {Plain.Number(Added)} added, {Plain.Number(Removed)} removed";
}
