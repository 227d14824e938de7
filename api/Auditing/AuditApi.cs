using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Auditing;

/// <summary>Who saw whom, when and why, for the data-protection officer, who sees no pupil's data here but ids.</summary>
internal static class AuditApi
{
    private const int Page = 100;
    private const int LongestText = 200;
    private static readonly AuditCheckReport Never = new("never", default, 0, 0, 0, 0, 0, 0, [], null);

    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder api)
    {
        api.MapPost("/audit/search", Search).WithSummary("A page of the audit trail, the newest first, by person, pupil, action and date. A question and not a change; it is audited too.");
        api.MapPost("/audit/check", Start).WithSummary("Have the whole trail checked against its chains and signed checkpoints. One check at a time, for everybody who asks.");
        api.MapGet("/audit/check", Status).WithSummary("How the check stands, or what the last one found.");
        return api;
    }

    private static async Task<Results<Ok<AuditReport>, ProblemHttpResult>> Search(AuditSearchCommand command, HttpContext http, Door door, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.SeeAudit, command.School);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault(command) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        ImmutableArray<SchoolId> schools = command.School is { } one ? [new SchoolId(one)] : [.. entry.Staff!.SchoolsFor(Act.SeeAudit)];
        await trail.Write(entry.Staff!.Id, "audit.search", command.School, command.Pupil);
        var page = await trail.Find(new AuditQuestion(
            schools, Given(command.Who), Given(command.What), Given(command.Pupil),
            command.From is { } from ? SchoolTime.At(from, TimeOnly.MinValue) : null,
            command.To is { } to ? SchoolTime.At(to.AddDays(1), TimeOnly.MinValue) : null,
            command.Before, Page));
        return TypedResults.Ok(new AuditReport([.. page.Entries.Select(Of)], page.Entries.Length == Page ? page.Entries[^1].Number : null));
    }

    private static async Task<Results<Ok<AuditCheckReport>, ProblemHttpResult>> Start(HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeAudit);
        return entry.Refusal is { } refusal ? refusal : TypedResults.Ok(Of(await grains.GetGrain<IAuditCheckGrain>(IAuditGrain.Key).Start(entry.Staff!.Id)));
    }

    private static async Task<Results<Ok<AuditCheckReport>, ProblemHttpResult>> Status(HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeAudit);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await grains.GetGrain<IAuditCheckGrain>(IAuditGrain.Key).Status() is { } status ? TypedResults.Ok(Of(status)) : TypedResults.Ok(Never);
    }

    private static string? Fault(AuditSearchCommand command) =>
        command.Who?.Length > LongestText ? $"who is longer than {LongestText} characters."
        : command.What?.Length > LongestText ? $"what is longer than {LongestText} characters."
        : command.Pupil?.Length > LongestText ? $"pupil is longer than {LongestText} characters."
        : command.From > command.To ? "from is after to."
        : command.To == DateOnly.MaxValue ? "to is too late."
        : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static AuditLineText Of(AuditEntry entry) =>
        new(entry.Number, entry.At, entry.Who, entry.What, entry.School?.Value, entry.About, IsOfTheCase(entry.What) ? null : entry.Why, entry.IsShredded);

    // Rows of earlier releases hold what people wrote of a pupil there, and the trail is not changed.
    private static bool IsOfTheCase(string what) => what == "student.decide" || what.StartsWith("alert.", StringComparison.Ordinal);

    private static AuditCheckReport Of(AuditCheckStatus status) => new(
        status.Trouble is not null ? "failed" : status.Verdict is not { } verdict ? "running" : verdict.IsWhole ? "whole" : "tampered",
        status.StartedAt, status.Checked, status.Of,
        status.Verdict?.Chains ?? 0, status.Verdict?.Checkpoints ?? 0, status.Verdict?.Before ?? 0, status.Verdict?.FaultCount ?? 0,
        status.Verdict is { } found ? [.. found.Faults.Select(fault => fault.Words)] : [], status.Trouble);
}
