using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>A school's board over HTTP, and what people do on it.</summary>
internal static class BoardApi
{
    public const int LongestNote = 1000;

    private const int LongestKey = 200;

    /// <summary>The latest changes of a board, among which one of a school's own alerts is looked for that is over.</summary>
    private const int MostLookedThrough = 10_000;

    public static RouteGroupBuilder MapBoard(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/board", Board).WithSummary("A school's open alerts, and how fresh they are.").DescribeCaseContext(answer: CaseExamples.Board);
        api.MapPost("/schools/{school}/alerts/{verb}", Carry).WithSummary(
            "Work one alert: acknowledge, snooze (with until), escalate, note, watch, unwatch, close (with outcome) or undo within a minute. An acknowledged alert stays, with who and since when. The same command id twice is carried out once; what has become more since it was seen is answered with 409 and the alert as it is now.")
            .DescribeCaseContext(CaseExamples.Command, CaseExamples.Acknowledged, "commandId must be 1 to 64 characters.");
        return api;
    }

    private static async Task<Results<Ok<BoardSnapshot>, ProblemHttpResult>> Board(string school, HttpContext http, Door door, IGrainFactory grains, Cards cards, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.SeeBoard, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        await trail.Write(entry.Staff!.Id, "board.open", school);
        return TypedResults.Ok(cards.Of(await grains.GetGrain<ISchoolGrain>(school).Board(), entry.Decision.Sight));
    }

    private static async Task<Results<Ok<AlertReply>, ProblemHttpResult>> Carry(
        string school, string verb, AlertCommandBody command, HttpContext http, Door door, IGrainFactory grains, Cards cards, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.Acknowledge, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (!Enum.TryParse<AlertVerb>(verb, ignoreCase: true, out var doing) || !Enum.IsDefined(doing) || !verb.All(char.IsAsciiLetter))
            return Problems.NotFound();
        if (Fault(command, doing, out var outcome) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        if (await Find(grains.GetGrain<ISchoolGrain>(school), command.Alert) is not { } found || !entry.Decision.Sight.MaySee(found.Facts))
            return Problems.NotFound();

        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        // The note is with the alert, for those who may see it: whoever reads the trail reads no case.
        await trail.Write(entry.Staff!.Id, $"alert.{verb.ToLowerInvariant()}", school, found.Key.Text, pupil: found.Key.Subject.Student?.Value);
        var answer = await grains.GetGrain<ISchoolGrain>(school).Carry(new AlertCommandRequest(
            command.Alert, new AlertCommand(doing, entry.Staff!.Name, note, command.CommandId, command.Seen, command.Until, outcome)));
        var card = answer.Alert is { } alert ? cards.Of(alert, entry.Decision.Sight) : null;
        return answer.Result switch
        {
            CommandResult.Done => TypedResults.Ok(new AlertReply(doing is AlertVerb.Acknowledge ? "acknowledged" : "done", card)),
            CommandResult.AlreadyAcknowledged => TypedResults.Ok(new AlertReply("already-acknowledged", card)),
            CommandResult.NoLongerOpen => TypedResults.Ok(new AlertReply("no-longer-open", card)),
            CommandResult.Overtaken => Overtaken(),
            CommandResult.NotAllowed => Problems.Of(StatusCodes.Status400BadRequest, answer.Why!),
            _ => Problems.NotFound(),
        };
    }

    // Whatever is written in the trail is about an alert that there is, and the same question is asked of it as of the list.
    private static async Task<AlertView?> Find(ISchoolGrain school, string alert)
    {
        if (PupilOf(alert) is { } student)
        {
            var alerts = await school.AlertsOf(new StudentId(student));
            return alerts.Open.Concat(alerts.Past).FirstOrDefault(each => each.Key.Text == alert);
        }

        var board = await school.Board();
        return board.Alerts.FirstOrDefault(each => each.Key.Text == alert)
            ?? (await school.ChangedAfter(Math.Max(0, board.Update - MostLookedThrough), alsoPast: true, MostLookedThrough)).Alerts.FirstOrDefault(each => each.Key.Text == alert);
    }

    public static ProblemHttpResult Overtaken() => Problems.Of(StatusCodes.Status409Conflict, "It has become more since you looked. Look at it again, then decide.");

    // ATT-04/p001/-/1; an alert about a school has no pupil.
    private static string? PupilOf(string alert) => alert.Split('/') is [_, var pupil, ..] && IdText.IsValid(pupil) && pupil != "-" ? pupil : null;

    private static string? Fault(AlertCommandBody command, AlertVerb verb, out ClosureOutcome? outcome)
    {
        outcome = command.Outcome switch
        {
            "acted" => ClosureOutcome.Acted,
            "no-further-action" => ClosureOutcome.NoFurtherAction,
            "not-useful" => ClosureOutcome.NotUseful,
            "wrong-data" => ClosureOutcome.WrongData,
            _ => null,
        };
        return string.IsNullOrEmpty(command.Alert) ? "alert is missing."
            : command.Alert.Length > LongestKey ? $"alert is longer than {LongestKey} characters."
            : command.CommandId is not { Length: > 0 and <= 64 } ? "commandId must be 1 to 64 characters."
            : command.Note?.Length > LongestNote ? $"note is longer than {LongestNote} characters."
            : verb is AlertVerb.Close && outcome is null ? "outcome must be acted, no-further-action, not-useful or wrong-data."
            : verb is AlertVerb.Snooze && command.Until is null ? "until is missing: the school day on which the alert comes back."
            : null;
    }
}
