using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Board;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Digests;

/// <summary>What the link of a digest opens.</summary>
internal static class DigestsApi
{
    public static RouteGroupBuilder MapDigests(this RouteGroupBuilder api)
    {
        api.MapGet("/digests/{id}", List).WithSummary("The alerts that a digest counts, as far as the caller may see them: the same list whenever it is opened.");
        return api;
    }

    private static async Task<Results<Ok<DigestList>, ProblemHttpResult>> List(string id, HttpContext http, Door door, IGrainFactory grains, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.SeeBoard);
        if (entry.Refusal is { } refusal)
            return refusal;
        var cover = id.Length <= 64 ? await grains.GetGrain<IOutboxGrain>("outbox").Find(id) : null;
        var boards = cover?.Boards.Where(board => Policy.Decide(entry.Staff!.Grants, Act.OpenCase, board.School).Allowed).ToList() ?? [];
        if (cover is null || boards.Count == 0)
            return Problems.NotFound();
        var alerts = new List<DigestAlert>();
        foreach (var board in boards)
        {
            // The recipient's own view, narrowed to what the caller may see: a link that is passed on opens nothing more.
            var sight = Policy.Decide(entry.Staff!.Grants, Act.OpenCase, board.School).Sight;
            await trail.Write(entry.Staff!.Id, "digest.open", board.School.Value, id);
            var news = await grains.GetGrain<ISchoolGrain>(board.School.Value).News([board.Scope, board.Scope with { Sight = sight.Text }]);
            alerts.AddRange(news.Lists[0].Items.Intersect(news.Lists[1].Items)
                .Select(item => new DigestAlert(board.School.Value, item.Alert.Text, Cards.Word(item.Severity), item.Kind.ToString().ToLowerInvariant())));
        }

        return TypedResults.Ok(new DigestList(id, cover.Period, cover.CreatedAt, alerts));
    }
}
