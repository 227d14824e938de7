using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Auditing;

/// <summary>What the data-protection officer is told, and access taken in an emergency, of which they are told.</summary>
internal static class OfficerApi
{
    private const int ShortestReason = 10;
    private const int LongestReason = 500;

    public static RouteGroupBuilder MapOfficer(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/officer-notices", All).WithSummary("What the data-protection officer is told: one person who looked at many pupils, access taken in an emergency.");
        api.MapPost("/schools/{school}/officer-notices/settle", Settle).WithSummary("Say what came of a notice; with endNow the access taken in an emergency ends within a second, on open screens too. Audited.");
        api.MapPost("/schools/{school}/break-glass", BreakGlass)
            .WithSummary("See all of a school's pupils for an hour, because it cannot wait. The reason is in the audit and before the data-protection officer before the answer.");
        return api;
    }

    private static async Task<Results<Ok<List<OfficerNoticeText>>, ProblemHttpResult>> All(string school, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeAudit, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var notices = await grains.GetGrain<IOfficerNoticesGrain>(school).All();
        return TypedResults.Ok(notices.Select(each => new OfficerNoticeText(school, each.Id, each.At, each.Kind, each.Who, each.What, each.SettledBy, each.SettledAt, each.Finding)).ToList());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Settle(string school, SettleNoticeCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeAudit, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (command.Finding?.Trim() is not { Length: > 0 and <= LongestReason } finding)
            return Problems.Of(StatusCodes.Status400BadRequest, $"finding must be 1 to {LongestReason} characters.");
        if (command.EndNow && await End(school, command.Id, entry.Staff!.Id, grains) is { } trouble)
            return trouble;
        return await grains.GetGrain<IOfficerNoticesGrain>(school).Settle(command.Id ?? "", entry.Staff!.Id, finding) ? TypedResults.NoContent() : Problems.NotFound();
    }

    // Only what a notice tells of: an officer withdraws no other grant by this way. Before it is settled: a notice that says "ended" must be true.
    private static async Task<ProblemHttpResult?> End(string school, string? id, string officer, IGrainFactory grains)
    {
        if ((await grains.GetGrain<IOfficerNoticesGrain>(school).All()).FirstOrDefault(each => each.Id == id) is not { } notice)
            return Problems.NotFound();
        if (notice.Kind != "break-glass")
            return Problems.Of(StatusCodes.Status400BadRequest, "endNow: the notice tells of no access that could be ended.");
        // One taken before access in an emergency stood on the list of grants is with its holder alone.
        if (!await grains.GetGrain<IColleaguesGrain>(school).Withdraw(notice.Id, officer))
            await grains.GetGrain<IStaffGrain>(notice.Who).TakeBack(notice.Id);
        return null;
    }

    private static async Task<Results<Ok<BreakGlassReply>, ProblemHttpResult>> BreakGlass(string school, BreakGlassCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskAnew(http, Act.BreakGlass, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (command.Reason?.Trim() is not { Length: >= ShortestReason and <= LongestReason } reason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be {ShortestReason} to {LongestReason} characters.");
        return TypedResults.Ok(new BreakGlassReply(await grains.GetGrain<IColleaguesGrain>(school).BreakGlass(entry.Staff!.Id, reason)));
    }
}
