using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>
/// A school's alerts for other systems, a page at a time in the order of their last change: what changes while somebody pages comes again
/// further on, and nothing is passed over.
/// </summary>
internal static class AlertPagesApi
{
    public static RouteGroupBuilder MapAlertPages(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/alerts", Page)
            .WithSummary("A school's alerts a page at a time, in the order in which they last changed. The position of the last page, asked with later as cursor, answers what has changed since; with state=all also what is over, which a wall may not ask for. With If-None-Match of an earlier ETag the answer is 304 when nothing but the time has changed.")
            .Produces(StatusCodes.Status304NotModified)
            .DescribeCaseContext(answer: CaseExamples.Alerts);
        return api;
    }

    private static async Task<Results<Ok<AlertPage>, StatusCodeHttpResult, ProblemHttpResult>> Page(
        string school, HttpContext http, Door door, IGrainFactory grains, Cards cards, AuditTrail trail, string? state = null, string? limit = null, string? cursor = null)
    {
        var entry = await door.Ask(http, Act.SeeBoard, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (state is not (null or "open" or "all"))
            return Problems.Of(StatusCodes.Status400BadRequest, "state must be open or all.");
        // A wall shows what is open: what is over, and how often, is the school's history.
        if (state == "all" && entry.Decision.Clearance == Clearance.Wall)
            return Problems.Forbidden();
        if (Paging.Fault(limit, out var most) is { } fault)
            return fault;
        var after = 0L;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return Paging.Unknown();

        await trail.Write(entry.Staff!.Id, "board.open", school);
        var board = await grains.GetGrain<ISchoolGrain>(school).ChangedAfter(after, state == "all", most + 1);
        if (after > board.Update)
            return Paging.Unknown();
        var page = PageOf(http, board, cards, entry.Decision.Sight, most);
        var body = JsonSerializer.SerializeToUtf8Bytes(page with { Freshness = Tags.WithoutTime(page.Freshness) }, ContractsJson.Default.AlertPage);
        return Tags.IsKnown(http, body, page.Freshness) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(page);
    }

    // Somebody at a desk may hold a wall's sight of the other children too, and no more of it than a wall.
    private static bool IsFor(Sight sight, AlertView alert) => AlertLife.IsOpen(alert.State) || sight.Of(alert.Facts) != Clearance.Wall;

    // By the school's own numbers and not by what the caller may see: a page of what they may not see is empty, and not the end.
    private static AlertPage PageOf(HttpContext http, BoardView board, Cards cards, Sight sight, int most)
    {
        var shown = board.Alerts.Take(most).ToList();
        var hasMore = board.Alerts.Length > most;
        var position = (hasMore ? shown[^1].Update : board.Update).ToString(CultureInfo.InvariantCulture);
        return new AlertPage(
            board.School.Value, [.. shown.Where(alert => IsFor(sight, alert)).Select(alert => cards.Of(alert, sight)).OfType<AlertCard>()], position, cards.Of(board.Freshness), hasMore ? Paging.Next(http, position) : null);
    }
}
