using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Operations;
using RiskMonitor.Api.Schools;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Retention;

/// <summary>Everything that is held of one pupil, on paper and for machines, without anybody else in it.</summary>
internal static class SubjectAccessApi
{
    private const int LongestReason = 200;

    public static RouteGroupBuilder MapSubjectAccess(this RouteGroupBuilder api)
    {
        api.MapPost("/schools/{school}/students/{student}/subject-access", Prepare)
            .WithSummary("All that is held of one pupil, as PDF or JSON, with everybody else taken out. Who takes it and why is in the audit before the first byte. Read it before you hand it over.")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf")
            .RequireRateLimiting(RateLimits.Reveals);
        return api;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Prepare(
        string school, string student, SubjectAccessCommand command, HttpContext http, Door door, IGrainFactory grains, SchoolNames names)
    {
        var entry = await door.AskAnew(http, Act.AnswerSubjectAccess, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestReason} characters.");
        if (command.Format is not ("pdf" or "json"))
            return Problems.Of(StatusCodes.Status400BadRequest, "format must be pdf or json.");
        if (!IdText.IsValid(student))
            return Problems.NotFound();
        var reason = command.Reason.Trim();
        if (await grains.GetGrain<ISubjectFileGrain>($"{school}/{student}").Prepare(entry.Staff!.Id, reason) is not { } file)
            return Problems.NotFound();
        // Many such files are as much of a look at many children as many opened cases.
        await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), new StudentId(student));
        var name = await names.Of(new SchoolId(school));
        return command.Format == "json"
            ? TypedResults.File(SubjectFileJson.Of(name, file), "application/json", "subject-access.json")
            : TypedResults.File(SubjectFilePdf.Of(name, file, new Printing(entry.Staff.Name, file.PreparedAt, reason)), "application/pdf", "subject-access.pdf");
    }
}
