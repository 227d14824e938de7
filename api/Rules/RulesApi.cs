using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Rules;

/// <summary>What is watched, in plain words, and how a school changes it.</summary>
internal static class RulesApi
{
    private const int LongestReason = 500;

    public static RouteGroupBuilder MapRules(this RouteGroupBuilder api)
    {
        api.MapGet("/rules", All).WithSummary("Every rule: a plain sentence with its thresholds, what it rests on, what clears it; with ?school= as in force there now, else as in the catalogue.");
        api.MapGet("/rules/catalogue", () => TypedResults.Ok(RuleTexts.Of(RuleBook.Default))).AllowAnonymous().WithSummary("The catalogue as it stands in the documentation: for pupils, parents and governors, who need no account to read what is watched.");
        api.MapGet("/schools/{school}/rules/editions", Editions).WithSummary("The editions of a school's rules, the newest first, each with what it changes, by whom and why.");
        api.MapPost("/schools/{school}/rules", Publish).WithSummary("Publish an edition of a school's rules. Refused numbers are named by key. Open alerts keep the edition that raised them; what is already so is listed as pre-existing.");
        return api;
    }

    private static async Task<Results<Ok<List<RuleText>>, ProblemHttpResult>> All(HttpContext http, Door door, RuleShelf shelf, SchoolClock clock, string? school = null)
    {
        var entry = await door.Ask(http, Act.SeeRules, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var editions = school is null ? RuleEditions.Catalogue : await shelf.Ask(new SchoolId(school));
        return TypedResults.Ok(RuleTexts.Of(editions.BookAt(clock.Now)));
    }

    private static async Task<Results<Ok<RuleHistory>, ProblemHttpResult>> Editions(string school, HttpContext http, Door door, RuleShelf shelf, Cards cards, SchoolClock clock)
    {
        var entry = await door.Ask(http, Act.SeeEditions, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var editions = await shelf.Ask(new SchoolId(school));
        return TypedResults.Ok(new RuleHistory(
            Policy.Decide(entry.Staff!.Grants, Act.ChangeRules, new SchoolId(school)).Allowed,
            editions.NumberAt(clock.Now),
            [.. editions.All.Reverse().Select(edition => RuleTexts.Of(edition, editions, cards.NameOf))]));
    }

    private static async Task<Results<Ok<EditionText>, ValidationProblem, ProblemHttpResult>> Publish(
        string school, PublishRulesCommand command, HttpContext http, Door door, IGrainFactory grains, RuleShelf shelf, Cards cards)
    {
        var entry = await door.Ask(http, Act.ChangeRules, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var (changes, faults) = Read(command);
        if (!faults.IsEmpty)
            return Refused(faults);

        var answer = await grains.GetGrain<ISchoolGrain>(school).PublishRules(new PublishRulesRequest(
            changes, command.InForceFrom, command.BasedOn, entry.Staff!.Id, command.Reason.Trim(), command.CommandId));
        if (answer.Overtaken)
            return Problems.Of(StatusCodes.Status409Conflict, "Somebody has published another edition meanwhile. Look at it, then publish yours.");
        return answer.Published is { } edition
            ? TypedResults.Ok(RuleTexts.Of(edition, await shelf.Of(new SchoolId(school), edition.Number), cards.NameOf))
            : Refused(answer.Troubles);
    }

    private static (RuleChanges Changes, ImmutableDictionary<string, string> Faults) Read(PublishRulesCommand command)
    {
        var (changes, faults) = RuleChangesText.Read(command.Thresholds, command.Severities, command.Switches);
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            faults = faults.SetItem("reason", $"must be 1 to {LongestReason} characters");
        if (command.CommandId is not { Length: > 0 and <= 64 })
            faults = faults.SetItem("commandId", "must be 1 to 64 characters");
        return (changes, faults);
    }

    internal static ValidationProblem Refused(ImmutableDictionary<string, string> troubles) => TypedResults.ValidationProblem(
        troubles.ToDictionary(each => each.Key, each => new[] { each.Value }),
        title: $"Not allowed: {string.Join("; ", troubles.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} {each.Value}"))}.");
}
