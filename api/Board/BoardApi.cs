using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>A school's board over HTTP, and the one thing people do on it so far.</summary>
internal static class BoardApi
{
    public const int LongestNote = 1000;

    public static RouteGroupBuilder MapBoard(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/board", Board).WithSummary("A school's open alerts, and how fresh they are.");
        api.MapPost("/schools/{school}/alerts/acknowledge", Acknowledge).WithSummary("Acknowledge an alert, with a note. It stays, with who and since when. The same command id twice is one acknowledgement.");
        return api;
    }

    private static async Task<Results<Ok<BoardSnapshot>, ProblemHttpResult>> Board(string school, HttpContext http, Door door, IGrainFactory grains, Cards cards)
    {
        var entry = await door.Ask(http, Act.SeeBoard, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return TypedResults.Ok(cards.Of(await grains.GetGrain<ISchoolGrain>(school).Board(), entry.Decision.Clearance));
    }

    private static async Task<Results<Ok<AcknowledgeReply>, ProblemHttpResult>> Acknowledge(
        string school, AcknowledgeCommand command, HttpContext http, Door door, IGrainFactory grains, Cards cards)
    {
        var entry = await door.Ask(http, Act.Acknowledge, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault(command) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        if (!Cards.MaySee(entry.Decision.Clearance, new Domain.RuleId(command.Alert.Split('/')[0])))
            return Problems.NotFound();

        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        var answer = await grains.GetGrain<ISchoolGrain>(school).Acknowledge(new AcknowledgeRequest(command.Alert, entry.Staff!.Name, note, command.CommandId));
        var result = answer.Result switch
        {
            AcknowledgeResult.Acknowledged => "acknowledged",
            AcknowledgeResult.AlreadyAcknowledged => "already-acknowledged",
            AcknowledgeResult.NoLongerOpen => "no-longer-open",
            _ => null,
        };
        return result is null
            ? Problems.NotFound()
            : TypedResults.Ok(new AcknowledgeReply(result, answer.Alert is { } alert ? cards.Of(alert, entry.Decision.Clearance) : null));
    }

    private static string? Fault(AcknowledgeCommand command) =>
        string.IsNullOrEmpty(command.Alert) ? "alert is missing."
        : command.CommandId is not { Length: > 0 and <= 64 } ? "commandId must be 1 to 64 characters."
        : command.Note?.Length > LongestNote ? $"note is longer than {LongestNote} characters."
        : null;
}
