using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.BackTesting;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Silo.Commands;

/// <summary>A back-test as a table people read: what a week at a school would have had more and less of.</summary>
internal static class BackTestTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<BackTestOutcome> outcomes)
    {
        yield return $"{"week of",-12} {"school",-24} {"rule",-8} {"added",6} {"removed",8}";
        var rows = outcomes.SelectMany(outcome => outcome.Changes.Select(change => (outcome.School, change)))
            .GroupBy(each => (Week: SchoolDays.MondayOf(each.change.RaisedOn), each.School, each.change.Rule))
            .OrderBy(each => each.Key.Week).ThenBy(each => each.Key.School).ThenBy(each => each.Key.Rule);
        foreach (var row in rows)
            yield return Line(row.Key.Week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Key.School.Value, row.Key.Rule, row.Count(each => each.change.IsAdded), row.Count(each => !each.change.IsAdded));
        foreach (var rule in outcomes.SelectMany(outcome => outcome.Changes).GroupBy(change => change.Rule).OrderBy(rule => rule.Key))
            yield return Line("in all", $"{outcomes.Count} schools", rule.Key, rule.Count(each => each.IsAdded), rule.Count(each => !each.IsAdded));
        var (changes, kept) = (outcomes.Sum(outcome => outcome.Changes.Length), outcomes.Sum(outcome => outcome.Kept.Values.Sum()));
        yield return $"{outcomes.Sum(outcome => outcome.Pupils)} pupils; {changes} alerts would come or go, {kept} stay as they are.";
    }

    private static string Line(string week, string school, RuleId rule, int added, int removed) => $"{week,-12} {school,-24} {rule.Value,-8} {added,6} {removed,8}";
}
