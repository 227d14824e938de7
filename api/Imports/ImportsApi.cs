using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Observations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;

namespace RiskMonitor.Api.Imports;

/// <summary>Surveys, training and the calendar, for a school whose systems do not send them: as a file, looked at before it counts.</summary>
internal static class ImportsApi
{
    public static RouteGroupBuilder MapImports(this RouteGroupBuilder api)
    {
        api.MapPost("/schools/{school}/imports/{kind}/preview", Preview)
            .WithSummary("What a CSV file of surveys, training or the calendar would change: rows new, changed and unchanged, and each refused row with its column and reason. Changes nothing.")
            .Accepts<string>("text/csv", "*/*");
        api.MapPost("/schools/{school}/imports/{kind}", Import)
            .WithSummary("Import a CSV file of surveys, training or the calendar. A refused row is named and the rows around it count, except in a calendar, which is taken whole or not at all. The same file again changes nothing.")
            .Accepts<string>("text/csv", "*/*");
        return api;
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Preview(
        string school, string kind, HttpContext http, Door door, ImportIntake intake, CancellationToken cancellation)
    {
        var (entry, refusal) = await Enter(school, kind, http, door, cancellation);
        if (refusal is not null)
            return refusal;
        var (report, trouble) = await intake.Preview(new SchoolId(school), entry!.Kind, entry.File);
        return report is null ? Problems.Of(StatusCodes.Status400BadRequest, trouble!) : TypedResults.Ok(report);
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import(
        string school, string kind, HttpContext http, Door door, ImportIntake intake, AuditTrail trail, CancellationToken cancellation)
    {
        var (entry, refusal) = await Enter(school, kind, http, door, cancellation);
        if (refusal is not null)
            return refusal;
        var (key, unusable) = IdempotencyKey.Of(http.Request);
        if (unusable is not null)
            return unusable;
        await trail.Write(entry!.Staff.Id, "import.file", school, kind);
        var (report, trouble) = await intake.Import(new SchoolId(school), entry.Kind, entry.File, key.Length > 0 ? $"{entry.Staff.Id}/{key}" : $"{Guid.NewGuid():N}");
        return report is null ? Problems.Of(StatusCodes.Status400BadRequest, trouble!)
            : report.Blocked is { } blocked ? Problems.Of(StatusCodes.Status422UnprocessableEntity, blocked)
            : TypedResults.Ok(report);
    }

    private static async Task<(Upload? Upload, ProblemHttpResult? Refusal)> Enter(string school, string kind, HttpContext http, Door door, CancellationToken cancellation)
    {
        var entry = await door.Ask(http, Act.ImportData, school);
        if (entry.Refusal is { } refusal)
            return (null, refusal);
        if (ImportKind.Find(kind) is not { } found)
            return (null, Problems.NotFound());
        var (file, tooLong) = await UploadedFile.Read(http, ImportIntake.LongestFile, cancellation);
        return file is null ? (null, tooLong) : (new Upload(entry.Staff!, found, file), null);
    }

    private sealed record Upload(Staff Staff, ImportKind Kind, byte[] File);
}
