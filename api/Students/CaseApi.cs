using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>A pupil's case context, identity masked; and the audited way to the name.</summary>
internal static class CaseApi
{
    private const int NameShownForSeconds = 30;
    private const int LongestReason = 200;

    public static RouteGroupBuilder MapCases(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/students/{student}", Case)
            .WithSummary("A pupil's case context: identity masked, statuses, alerts with evidence, marks by session, concerns, behaviour, decisions, freshness. With If-None-Match of an earlier ETag the answer is 304 when nothing but the time has changed.")
            .Produces(StatusCodes.Status304NotModified)
            .DescribeCaseContext(answer: CaseExamples.Case);
        api.MapPost("/schools/{school}/students/{student}/reveal", Reveal)
            .WithSummary("The pupil's name, for thirty seconds. Who asked and why is written in the audit before the answer.")
            .RequireRateLimiting(RateLimits.Reveals)
            .DescribeCaseContext(CaseExamples.Reveal, CaseExamples.Revealed, $"reason must be 1 to {LongestReason} characters.");
        return api;
    }

    private static async Task<Results<Ok<CaseContext>, StatusCodeHttpResult, ProblemHttpResult>> Case(
        string school, string student, HttpContext http, Door door, CaseFiles files, AuditTrail trail, IGrainFactory grains)
    {
        var entry = await door.AskOfPupil(http, Act.OpenCase, school, student);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (await files.Of(school, student, entry) is not { } context)
            return Problems.NotFound();
        await trail.Write(entry.Staff!.Id, "student.open", school, student);
        await trail.WriteHousehold(entry.Staff.Id, school, context);
        await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), new StudentId(student));
        var tagged = context with { Freshness = Tags.WithoutTime(context.Freshness) };
        return Tags.IsKnown(http, JsonSerializer.SerializeToUtf8Bytes(tagged, ContractsJson.Default.CaseContext), context.Freshness)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(context);
    }

    private static async Task<Results<Ok<RevealReply>, ProblemHttpResult>> Reveal(
        string school, string student, RevealCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskOfPupil(http, Act.RevealIdentity, school, student);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestReason} characters.");
        var identity = await grains.GetGrain<ISchoolGrain>(school).Reveal(new RevealRequest(new StudentId(student), entry.Staff!.Id, command.Reason.Trim()));
        if (identity is not null)
            await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), new StudentId(student));
        return identity is null ? Problems.NotFound() : TypedResults.Ok(new RevealReply(identity.FullName, identity.Born, NameShownForSeconds));
    }
}
