using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Digests;

/// <summary>What was sent to people and channels, for whoever runs the service.</summary>
internal static class OutboxApi
{
    private const string Key = "outbox";

    public static RouteGroupBuilder MapOutbox(this RouteGroupBuilder api)
    {
        api.MapGet("/outbox", Page).WithSummary("Digests by mail, webhook and Teams, the newest first, a page at a time: for whom (masked), of when, how far each has come, and what went wrong. With ?state=waiting, sent, dead or nothing.");
        api.MapPost("/outbox/{id}/resend", Resend).WithSummary("Send a digest again, under the same Message-ID. Audited.");
        return api;
    }

    private static async Task<Results<Ok<OutboxReport>, ProblemHttpResult>> Page(HttpContext http, Door door, IGrainFactory grains, string? state = null, string? limit = null, string? cursor = null)
    {
        var entry = await door.Ask(http, Act.Operate);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (!IsState(state, out var asked))
            return Problems.Of(StatusCodes.Status400BadRequest, "state must be waiting, sent, dead or nothing.");
        if (Paging.Fault(limit, out var most) is { } fault)
            return fault;
        if (await grains.GetGrain<IOutboxGrain>(Key).Page(asked, cursor, most + 1) is not { } page)
            return Paging.Gone();
        var lines = page.Lines.Take(most).ToList();
        var next = page.Lines.Length > most ? Paging.Next(http, lines[^1].Id) : null;
        int Count(OutboxState of) => page.Counts[(int)of];
        return TypedResults.Ok(new OutboxReport(
            page.Mail, page.Channels, Count(OutboxState.Waiting), Count(OutboxState.Sent), Count(OutboxState.Dead), Count(OutboxState.Nothing), [.. lines.Select(From)], next));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Resend(string id, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.Operate);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await grains.GetGrain<IOutboxGrain>(Key).Resend(id, entry.Staff!.Id) ? TypedResults.NoContent() : Problems.NotFound();
    }

    private static bool IsState(string? text, out OutboxState? state)
    {
        state = text switch
        {
            "waiting" => OutboxState.Waiting,
            "sent" => OutboxState.Sent,
            "dead" => OutboxState.Dead,
            "nothing" => OutboxState.Nothing,
            _ => null,
        };
        return text is null || state is not null;
    }

    private static OutboxEntry From(OutboxLine line) => new(
        line.Id, line.Channel, line.Recipient, line.Period, line.State.ToString().ToLowerInvariant(), line.Tries, line.LastError, line.CreatedAt, line.SentAt, line.NextTryAt);
}
