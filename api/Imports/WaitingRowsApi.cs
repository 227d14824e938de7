using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Imports;

/// <summary>Rows of imported concerns whose pupil the roll cannot tell: the safeguarding lead says whose they are.</summary>
internal static class WaitingRowsApi
{
    private const int LongestText = 200;

    public static RouteGroupBuilder MapWaitingRows(this RouteGroupBuilder api)
    {
        const string Waiting = "/schools/{school}/imports/concerns/waiting";
        api.MapGet(Waiting, List).WithSummary("Rows that wait for a person to say whose concern they are, and those that somebody has placed. No name in it.");
        api.MapPost(Waiting + "/{row}/look", Look).WithSummary("What the file said of the pupil whom a row is about, and who on the roll that may be. Who asked and why is written in the audit before the answer.").RequireRateLimiting(RateLimits.Reveals);
        api.MapPost(Waiting + "/{row}/place", Place).WithSummary("Say whose concern a row is. Audited; twice is once; it stands before what the roll says until it is taken back.");
        api.MapPost(Waiting + "/{row}/not-ours", NotOurs).WithSummary("Say that a row is about no pupil of this school. Audited; twice is once.");
        api.MapPost(Waiting + "/{row}/take-back", TakeBack).WithSummary("Take back what was said of a row: it waits again, and its concern is withdrawn. Audited; twice is once.");
        return api;
    }

    private static async Task<Results<Ok<WaitingConcerns>, ProblemHttpResult>> List(string school, HttpContext http, Door door, IGrainFactory grains, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        await trail.Write(entry.Staff!.Id, "concern.list-waiting", school);
        return TypedResults.Ok(await Rows(grains, school));
    }

    private static async Task<Results<Ok<RowIdentityReply>, ProblemHttpResult>> Look(string school, string row, LookAtRowCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestText)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestText} characters.");
        if (command.Search?.Length > LongestText)
            return Problems.Of(StatusCodes.Status400BadRequest, $"search must be at most {LongestText} characters.");
        var found = await Grain(grains, school).Look(new LookAtRow(row, entry.Staff!.Id, command.Reason.Trim(), command.Search));
        foreach (var pupil in found?.Pupils ?? [])
            await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), new StudentId(pupil.Student));
        return found is null ? Problems.NotFound() : TypedResults.Ok(new RowIdentityReply(
            found.Name, found.Born, found.MisId, found.AdmissionNumber, found.HasUpn,
            [.. found.Pupils.Select(each => new FittingPupil(each.Student, each.Pupil.Initials, each.Pupil.YearGroup, each.Pupil.Registration, each.Because))]));
    }

    private static async Task<Results<Ok<WaitingConcerns>, ProblemHttpResult>> Place(string school, string row, PlaceRowCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        if (string.IsNullOrWhiteSpace(command.Student))
            return (await door.Ask(http, Act.GovernConcerns, school)).Refusal ?? Problems.Of(StatusCodes.Status400BadRequest, "student must be the id of a pupil on the roll.");
        return await Say(school, http, door, grains, (grain, actor) => grain.Place(new PlaceRow(row, command.Student, actor)));
    }

    private static Task<Results<Ok<WaitingConcerns>, ProblemHttpResult>> NotOurs(string school, string row, HttpContext http, Door door, IGrainFactory grains) =>
        Say(school, http, door, grains, (grain, actor) => grain.Place(new PlaceRow(row, null, actor)));

    private static Task<Results<Ok<WaitingConcerns>, ProblemHttpResult>> TakeBack(string school, string row, HttpContext http, Door door, IGrainFactory grains) =>
        Say(school, http, door, grains, (grain, actor) => grain.TakeBack(row, actor));

    private static async Task<Results<Ok<WaitingConcerns>, ProblemHttpResult>> Say(
        string school, HttpContext http, Door door, IGrainFactory grains, Func<IConcernImportGrain, string, Task<PlacingOutcome>> say)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await say(Grain(grains, school), entry.Staff!.Id) switch
        {
            PlacingOutcome.Done => TypedResults.Ok(await Rows(grains, school)),
            PlacingOutcome.NoSuchPupil => Problems.Of(StatusCodes.Status400BadRequest, "student: nobody on the roll has this id."),
            PlacingOutcome.PlacedOtherwise => Problems.Of(StatusCodes.Status409Conflict, "Somebody has said something else of this row. Take it back first."),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<WaitingConcerns> Rows(IGrainFactory grains, string school)
    {
        var rows = await Grain(grains, school).Rows();
        return new WaitingConcerns(
            [.. rows.Waiting.Select(row => new WaitingRow(row.Row, row.Reason, row.Since, row.Incident, row.OccurredAt, row.Categories, row.Severity, row.Says))],
            rows.More,
            [.. rows.Placed.Select(row => new PlacedByHand(row.Row, row.Incident, row.OccurredAt, row.Student, row.Pupil?.Initials, row.Pupil?.YearGroup, row.By, row.At))]);
    }

    private static IConcernImportGrain Grain(IGrainFactory grains, string school) => grains.GetGrain<IConcernImportGrain>(school);
}
