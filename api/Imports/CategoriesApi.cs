using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Connectors;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Imports;

/// <summary>What a school's words for concerns mean, signed off by its safeguarding lead; one table for every source of concerns.</summary>
internal static class CategoriesApi
{
    public static RouteGroupBuilder MapCategories(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/categories", Categories)
            .WithSummary("Every category seen at the school: how many concerns have it, what it means, and who signed that off and when.");
        api.MapPost("/schools/{school}/categories", SignOff)
            .WithSummary("Sign off what a category means. Audited. Concerns that have it are told again with the new meaning; polled ones with their source's next sweep.");
        return api;
    }

    private static async Task<Results<Ok<CategoryList>, ProblemHttpResult>> Categories(string school, HttpContext http, Door door, IGrainFactory grains) =>
        (await door.Ask(http, Act.ImportData, school)).Refusal is { } refusal ? refusal : TypedResults.Ok(await List(school, grains));

    private static async Task<Results<Ok<CategoryList>, ProblemHttpResult>> SignOff(string school, SignOffCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var request = new SignOffRequest(command.Name ?? "", command.Canonical ?? "", command.Severity, entry.Staff!.Id);
        return await grains.GetGrain<ICategoryGrain>(school).SignOff(request) is { } wrong
            ? Problems.Of(StatusCodes.Status400BadRequest, wrong)
            : TypedResults.Ok(await List(school, grains));
    }

    private static async Task<CategoryList> List(string school, IGrainFactory grains)
    {
        var rows = await grains.GetGrain<ICategoryGrain>(school).List();
        return new CategoryList(
            [.. rows.Select(row => new SchoolCategory(row.Name, row.Count, row.Canonical, row.Severity, row.IsKnown, row.SignedBy, row.SignedAt))],
            [.. CategoryTable.Canonical.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new CanonicalCategory(each.Key, each.Value))]);
    }
}
