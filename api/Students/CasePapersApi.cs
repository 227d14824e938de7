using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>What people add to a case, and what they take away from it.</summary>
internal static class CasePapersApi
{
    private const int LongestReason = 200;
    private const int LongestWhat = 120;
    private const int LongestWhy = 1_000;
    private const int LongestId = 64;

    public static RouteGroupBuilder MapCasePapers(this RouteGroupBuilder api)
    {
        api.MapPost("/schools/{school}/students/{student}/decisions", Decide)
            .WithSummary("Records what was decided about a pupil and why. The same commandId twice is recorded once.")
            .DescribeCaseContext(CaseExamples.Decide, fault: $"what must be 1 to {LongestWhat} characters.");
        api.MapPost("/schools/{school}/students/{student}/pdf", Print)
            .WithSummary("The case as PDF, masked like the page. Who took it and why is written in the audit before the first byte, and stands on every page.")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf")
            .RequireRateLimiting(RateLimits.Reveals)
            .DescribeCaseContext(CaseExamples.Print, "%PDF-1.4", $"reason must be 1 to {LongestReason} characters.");
        return api;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Decide(
        string school, string student, RecordDecisionCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskOfPupil(http, Act.RecordDecision, school, student);
        if (entry.Refusal is { } refusal)
            return refusal;
        if ((Fault("what", command.What, LongestWhat) ?? Fault("why", command.Why, LongestWhy) ?? Fault("commandId", command.CommandId, LongestId)) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        var decision = new CaseDecision(
            command.CommandId, default, entry.Staff!.Id, entry.Staff.Name, command.What.Trim(), command.Why.Trim(), OfConcerns: entry.Areas.HasAnyConcern);
        return await grains.GetGrain<ICaseDecisionsGrain>($"{school}/{student}").Record(decision) switch
        {
            DecisionAnswer.Done => TypedResults.NoContent(),
            DecisionAnswer.Full => Problems.Of(StatusCodes.Status409Conflict, "This case has as many decisions as are kept here. Record it in the school's own system."),
            DecisionAnswer.OtherContent => Problems.Of(StatusCodes.Status409Conflict, "commandId was used for another decision of this case."),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Print(
        string school, string student, PrintCommand command, HttpContext http, Door door, CaseFiles files, AuditTrail trail, IGrainFactory grains, SchoolClock clock)
    {
        var entry = await door.AskOfPupilAnew(http, Act.ExportCase, school, student);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault("reason", command.Reason, LongestReason) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        if (await files.Of(school, student, entry) is not { } context)
            return Problems.NotFound();
        var reason = command.Reason.Trim();
        await grains.GetGrain<IViewingGrain>(entry.Staff!.Id).Look(new SchoolId(school), new StudentId(student));
        if (!await grains.GetGrain<ISchoolGrain>(school).RecordExport(new ExportRequest(new StudentId(student), entry.Staff!.Id, reason)))
            return Problems.NotFound();
        await trail.WriteHousehold(entry.Staff.Id, school, context);
        return TypedResults.File(CasePdf.Of(context, new Printing(entry.Staff.Name, clock.Now, reason)), "application/pdf", "case.pdf");
    }

    private static string? Fault(string field, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) || text.Length > longest ? $"{field} must be 1 to {longest} characters." : null;
}
