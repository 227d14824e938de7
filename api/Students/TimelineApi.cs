using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Board;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>What a case holds as one list, for systems that show it a page at a time.</summary>
internal static class TimelineApi
{
    private static readonly string[] Kinds = ["concern", "behaviour", "suspension", "decision"];

    public static RouteGroupBuilder MapTimelines(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/students/{student}/timeline", Page)
            .WithSummary("What was recorded about a pupil and decided, by when it happened, the newest first, a page at a time: concerns, behaviour, suspensions and decisions, or one kind of them. With If-None-Match of an earlier ETag the answer is 304 when nothing but the time has changed.")
            .Produces(StatusCodes.Status304NotModified)
            .DescribeCaseContext(answer: CaseExamples.Timeline);
        return api;
    }

    private static async Task<Results<Ok<TimelinePage>, StatusCodeHttpResult, ProblemHttpResult>> Page(
        string school, string student, HttpContext http, Door door, CaseFiles files, AuditTrail trail, IGrainFactory grains, string? kind = null, string? limit = null, string? cursor = null)
    {
        var entry = await door.AskOfPupil(http, Act.OpenCase, school, student);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (kind is not null && !Kinds.Contains(kind))
            return Problems.Of(StatusCodes.Status400BadRequest, $"kind must be {string.Join(", ", Kinds[..^1])} or {Kinds[^1]}.");
        if (Paging.Fault(limit, out var most) is { } fault)
            return fault;
        if (await files.Of(school, student, entry) is not { } context)
            return Problems.NotFound();

        await trail.Write(entry.Staff!.Id, "student.open", school, student);
        await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), new StudentId(student));
        var items = ItemsOf(context).Where(item => kind is null || item.Kind == kind).ToList();
        var from = cursor is null ? 0 : items.FindIndex(item => item.Id == cursor) + 1;
        if (cursor is not null && from == 0)
            return Paging.Gone();
        var shown = items.Skip(from).Take(most).ToList();
        var page = new TimelinePage(school, student, shown, context.Freshness, context.Hidden, from + shown.Count < items.Count ? Paging.Next(http, shown[^1].Id) : null);
        var body = JsonSerializer.SerializeToUtf8Bytes(page with { Freshness = Tags.WithoutTime(page.Freshness) }, ContractsJson.Default.TimelinePage);
        return Tags.IsKnown(http, body, page.Freshness) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(page);
    }

    /// <summary>All of it, the newest first, each with an id of its own.</summary>
    public static IEnumerable<TimelineItem> ItemsOf(CaseContext context) =>
        (context.Concerns ?? []).Select(concern => new TimelineItem("", "concern", concern.OccurredAt, Concern: concern))
            .Concat(context.Behaviour.Select(incident => new TimelineItem("", "behaviour", incident.OccurredAt, Behaviour: incident)))
            .Concat(context.Suspensions.Select(suspension => new TimelineItem("", "suspension", SchoolTime.At(suspension.From, TimeOnly.MinValue), Suspension: suspension)))
            .Concat(context.Decisions.Select(decision => new TimelineItem("", "decision", decision.At, Decision: decision)))
            .Select(item => (Item: item, Text: TextOf(item)))
            // Two that say the very same are two: the second is counted into its id.
            .GroupBy(each => each.Text, StringComparer.Ordinal)
            .SelectMany(same => same.Select((each, number) => each.Item with { Id = IdOf($"{number}/{each.Text}") }))
            .OrderByDescending(item => item.At).ThenBy(item => item.Id, StringComparer.Ordinal);

    private static string TextOf(TimelineItem item) => JsonSerializer.Serialize(item, ContractsJson.Default.TimelineItem);

    private static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
