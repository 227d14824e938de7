using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Api.Rules;

/// <summary>What is watched, in plain words.</summary>
internal static class RulesApi
{
    public static RouteGroupBuilder MapRules(this RouteGroupBuilder api)
    {
        api.MapGet("/rules", All).WithSummary("Every rule: a plain sentence with its thresholds, what it rests on, what clears it.");
        return api;
    }

    private static async Task<Results<Ok<List<RuleText>>, ProblemHttpResult>> All(HttpContext http, Door door, RuleBook rules)
    {
        var entry = await door.Ask(http, Act.SeeRules);
        if (entry.Refusal is { } refusal)
            return refusal;
        return TypedResults.Ok(rules.Rules.Select(rule => new RuleText(rule.Id.Value, rule.Version, rule.Title, rule.Sentence, rule.Basis, rule.ClearedBy)).ToList());
    }
}
