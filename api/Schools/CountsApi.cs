using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Figures;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Schools;

/// <summary>Counts for those who may know no child: governors. What could point at one is withheld.</summary>
internal static class CountsApi
{
    private static readonly ImmutableArray<(string Name, Func<RuleId, bool> Holds)> Kinds =
    [
        ("Safeguarding", ConcernRules.IsOfConcerns),
        ("Behaviour and suspensions", ConcernRules.IsOfConduct),
        ("Attendance", rule => !ConcernRules.IsOfConcerns(rule) && !ConcernRules.IsOfConduct(rule) && rule != BrokenRule.Description.Id),
    ];

    public static RouteGroupBuilder MapCounts(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/counts", Counts).WithSummary("Open alerts about pupils by year group and kind. Counts under five, those of fewer than five pupils, and what they could be worked out from, are withheld.");
        return api;
    }

    private static async Task<Results<Ok<SchoolCounts>, ProblemHttpResult>> Counts(string school, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeCounts, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var board = await grains.GetGrain<ISchoolGrain>(school).Board();
        var years = board.Alerts.Where(alert => alert.Key.Subject.Student is not null).GroupBy(alert => alert.Year).OrderBy(year => year.Key ?? int.MaxValue).ToList();
        return TypedResults.Ok(new SchoolCounts(
            school, board.Name, board.Freshness.LastEvaluatedAt, board.Freshness.Baseline, SmallNumbers.LeastShown, [.. Kinds.Select(kind => kind.Name), "Total"], Rows(years)));
    }

    private static List<CountRow> Rows(List<IGrouping<int?, AlertView>> years)
    {
        if (years.Count == 0)
            return [];
        var table = SmallNumbers.OfPeople([.. years.Select(year => Kinds.Select(kind => PupilsOf(year.Where(alert => kind.Holds(alert.Key.Rule)))).ToArray())]);
        var names = years.Select(year => year.Key is null ? "Year not known" : Plain.Year(year.Key)).Append("Total");
        return [.. names.Zip(table.Rows, (name, row) => new CountRow(name, [.. row.Select(Word)]))];
    }

    // Once for each alert: how many there are, and of how many children.
    private static string[] PupilsOf(IEnumerable<AlertView> alerts) => [.. alerts.Select(alert => alert.Key.Subject.Student!.Value.Value)];

    private static string Word(SafeCount count) => count switch
    {
        { Showing: Showing.Small } => string.Create(CultureInfo.InvariantCulture, $"<{SmallNumbers.LeastShown}"),
        { Number: { } number } => number.ToString(CultureInfo.InvariantCulture),
        _ => "withheld",
    };
}
