using RiskMonitor.Api.Board;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Rules;

/// <summary>From what a back-test found to what people read: counts a week, and the alerts with masked identities.</summary>
internal sealed class BackTestReports(SchoolNames names, Cards cards)
{
    private const int MostAlertsShown = 500;

    public async Task<BackTestReport> Of(BackTestStatus status)
    {
        var known = new Dictionary<SchoolId, string>();
        foreach (var school in status.Outcomes.Select(each => each.Outcome.School))
            known[school] = await names.Of(school);
        return new BackTestReport
        {
            State = status.State.ToString().ToLowerInvariant(),
            SchoolsDone = status.SchoolsDone,
            SchoolsInAll = status.Request.Schools.Length,
            Trouble = status.Trouble,
            From = status.Request.From,
            Pupils = status.Outcomes.Sum(each => each.Outcome.Pupils),
            Kept = status.Outcomes.Sum(each => each.Outcome.Kept.Values.Sum()),
            Weeks = [.. status.Outcomes.SelectMany(each => Weeks(each.Outcome, known)).OrderBy(week => week.Week).ThenBy(week => week.School, StringComparer.Ordinal).ThenBy(week => week.Rule, StringComparer.Ordinal)],
            // A page that waits asks every second; whom it is about is told, and written down, once it is done.
            Affected = status.State is BackTestState.Running ? [] : [.. status.Outcomes.SelectMany(Alerts).OrderByDescending(alert => alert.RaisedOn).ThenBy(alert => alert.School, StringComparer.Ordinal).ThenBy(alert => alert.Student, StringComparer.Ordinal).Take(MostAlertsShown)],
        };
    }

    private static IEnumerable<BackTestWeek> Weeks(BackTestOutcome outcome, Dictionary<SchoolId, string> names) => outcome.Changes
        .GroupBy(change => (Week: SchoolDays.MondayOf(change.RaisedOn), change.Rule))
        .Select(week => new BackTestWeek(week.Key.Week, outcome.School.Value, names[outcome.School], week.Key.Rule.Value, week.Count(each => each.IsAdded), week.Count(each => !each.IsAdded)));

    private IEnumerable<BackTestAlert> Alerts(SchoolBackTest tested) => tested.Outcome.Changes.Select(change =>
    {
        var identity = change.Student is { } student ? tested.Identities.GetValueOrDefault(student) : null;
        return new BackTestAlert(
            tested.Outcome.School.Value, change.Student?.Value, change.Student is null ? null : identity?.Initials ?? "?", identity?.YearGroup,
            change.Rule.Value, cards.Describe(change.Rule)?.Title ?? change.Rule.Value, change.Facet, change.RaisedOn, change.IsAdded);
    });
}
