using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Rules;

/// <summary>What a school's alerts were worth, so that noise is seen by those who hear it.</summary>
internal static class OutcomesApi
{
    public static RouteGroupBuilder MapOutcomes(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/rules/outcomes", Outcomes).WithSummary("For each rule, how many alerts of the last thirteen weeks were told and with which outcome people closed them; and how many alerts there were for each lead. Of the alerts that whoever asks may see; no pupil is in it.");
        return api;
    }

    private static async Task<Results<Ok<OutcomeReport>, ProblemHttpResult>> Outcomes(string school, HttpContext http, Door door, IGrainFactory grains, Cards cards)
    {
        // Asked of whoever works the cases behind it: a screen on a wall has no use for who closed how many.
        var entry = await door.Ask(http, Act.OpenCase, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var sight = entry.Decision.Sight;
        var worth = await grains.GetGrain<ISchoolGrain>(school).Worth(sight.Text);
        return TypedResults.Ok(new OutcomeReport(
            school, worth.From, worth.To, sight.Equals(Sight.Everything), [.. worth.Rules.Select(rule => LineOf(rule, cards))],
            new AlertLoadText(worth.Pace.From, worth.Pace.SchoolDays, worth.Pace.Leads, worth.Pace.Told, worth.Pace.High)));
    }

    private static OutcomeLine LineOf(RuleWorth worth, Cards cards) =>
        new(worth.Rule.Value, cards.Describe(worth.Rule)?.Title ?? worth.Rule.Value, worth.Told, worth.Acted, worth.NoFurtherAction, worth.NotUseful, worth.WrongData);
}
