using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Imports;

/// <summary>
/// Concerns as a file that a school exports from its safeguarding system. Looked at before it counts; what cannot be understood is named, whom
/// nobody knows waits, and nothing counts twice.
/// </summary>
internal static class ConcernsApi
{
    /// <summary>An export may hold the narrative of a year.</summary>
    public const int LongestFile = 16 << 20;

    private const int LongestReason = 200;

    public static RouteGroupBuilder MapConcernImport(this RouteGroupBuilder api)
    {
        const string Declared = " Declared as a full export with fullFrom, fullTo (dates, both inclusive) and category (once for each; none: all), concerns of that scope that it does not have any more are withdrawn.";
        const string Concerns = "/schools/{school}/imports/concerns";
        api.MapPost(Concerns + "/preview", Preview).Accepts<string>("text/csv", "*/*")
            .WithSummary("What a CSV file of concerns would change: rows new, changed, unchanged, rejected and unmatched, each with a sample or a reason. Changes nothing. Whose concerns the samples show is in the audit before the answer." + Declared);
        api.MapPost(Concerns, Import).Accepts<string>("text/csv", "*/*")
            .WithSummary("Import a CSV file of concerns. The same file again changes nothing. A row whose pupil is unknown waits." + Declared + " What is withdrawn must be confirmed: send the preview's confirmation.");
        api.MapGet(Concerns, State).WithSummary("How a school's imported concerns stand: how many count, how many rows wait and why.");
        api.MapPost(Concerns + "/retry", Retry).WithSummary("Try the rows again that wait for their pupil; it also happens every minute by itself.");
        api.MapPost(Concerns + "/narrative", Keep).WithSummary("Whether the narrative of imported concerns is kept. Off at first; audited; switched off, what was kept is deleted.");
        api.MapPost(Concerns + "/{concern}/narrative", Narrative).WithSummary("The narrative of an imported concern, if it is kept. Who asked and why is written in the audit before the answer.").RequireRateLimiting(RateLimits.Reveals);
        return api;
    }

    private static async Task<Results<Ok<ConcernImportReport>, ProblemHttpResult>> Preview(string school, HttpContext http, Door door, IGrainFactory grains, CancellationToken cancellation)
    {
        var (file, refusal) = await Enter(school, http, door, cancellation);
        if (file is null)
            return refusal!;
        var answer = await grains.GetGrain<IConcernImportGrain>(school).Preview(file);
        return answer.Trouble is { } trouble ? Problems.Of(StatusCodes.Status400BadRequest, trouble) : TypedResults.Ok(Report(answer));
    }

    private static async Task<Results<Ok<ConcernImportReport>, ProblemHttpResult>> Import(string school, HttpContext http, Door door, IGrainFactory grains, AuditTrail trail, CancellationToken cancellation)
    {
        var (file, refusal) = await Enter(school, http, door, cancellation);
        if (file is null)
            return refusal!;
        await trail.Write(http.User.FindFirst(StaffRegister.IdClaim)!.Value, "import.file", school, "concerns");
        var answer = await grains.GetGrain<IConcernImportGrain>(school).Import(file);
        return answer.Trouble is { } trouble ? Problems.Of(StatusCodes.Status400BadRequest, trouble)
            : answer.Blocked is { } blocked ? Problems.Of(answer.Confirmation is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict, blocked)
            : TypedResults.Ok(Report(answer));
    }

    private static async Task<Results<Ok<ConcernImportStatus>, ProblemHttpResult>> State(string school, HttpContext http, Door door, IGrainFactory grains) =>
        (await door.Ask(http, Act.ImportData, school)).Refusal is { } refusal ? refusal : TypedResults.Ok(Status(await grains.GetGrain<IConcernImportGrain>(school).State()));

    private static async Task<Results<Ok<ConcernImportStatus>, ProblemHttpResult>> Retry(string school, HttpContext http, Door door, IGrainFactory grains) =>
        (await door.Ask(http, Act.ImportData, school)).Refusal is { } refusal ? refusal : TypedResults.Ok(Status(await grains.GetGrain<IConcernImportGrain>(school).Settle()));

    private static async Task<Results<Ok<ConcernImportStatus>, ProblemHttpResult>> Keep(string school, KeepNarrativeCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        return entry.Refusal is { } refusal ? refusal : TypedResults.Ok(Status(await grains.GetGrain<IConcernImportGrain>(school).KeepNarrative(command.Keep, entry.Staff!.Id)));
    }

    private static async Task<Results<Ok<NarrativeReply>, ProblemHttpResult>> Narrative(string school, string concern, RevealCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskAnew(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestReason} characters.");
        var text = await grains.GetGrain<IConcernImportGrain>(school).Narrative(new RevealNarrative(concern, entry.Staff!.Id, command.Reason.Trim()));
        return text is null ? Problems.NotFound() : TypedResults.Ok(new NarrativeReply(text));
    }

    private static async Task<(ConcernFile? File, ProblemHttpResult? Refusal)> Enter(string school, HttpContext http, Door door, CancellationToken cancellation)
    {
        var entry = await door.Ask(http, Act.ImportData, school);
        if (entry.Refusal is { } refusal)
            return (null, refusal);
        var (full, wrong) = Declaration(http.Request.Query);
        if (wrong is not null)
            return (null, Problems.Of(StatusCodes.Status400BadRequest, wrong));
        var (bytes, tooLong) = await UploadedFile.Read(http, LongestFile, cancellation);
        return bytes is null ? (null, tooLong) : (new ConcernFile(bytes, full, http.Request.Query["confirmation"], entry.Staff!.Id), null);
    }

    private static (DeclaredExport? Full, string? Wrong) Declaration(IQueryCollection query)
    {
        string? from = query["fullFrom"], to = query["fullTo"];
        ImmutableArray<string> categories = [.. query["category"].OfType<string>().Where(name => name.Length > 0)];
        if (string.IsNullOrEmpty(from) && string.IsNullOrEmpty(to))
            return categories.IsEmpty ? (null, null) : (null, "category declares a full export and needs fullFrom and fullTo.");
        return Day(from) is { } first && Day(to) is { } last
            ? (new DeclaredExport(first, last, categories), null)
            : (null, "fullFrom and fullTo must both be dates, as in 2026-09-01.");
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static ConcernImportReport Report(ConcernImportAnswer answer) => new(
        answer.New, answer.Changed, answer.Unchanged, answer.Rejected, answer.Unmatched, answer.TooOld, answer.Withdrawn,
        answer.Confirmation, answer.Blocked, answer.ImportedBefore, answer.UnknownColumns, answer.Encoding, answer.Delimiter, answer.Narratives, answer.KeepsNarrative,
        [.. answer.Samples.Select(Sample)],
        [.. answer.WithdrawnSamples.Select(Sample)],
        Rows(answer.Rejections),
        Rows(answer.UnmatchedRows),
        Rows(answer.Remarks),
        [.. answer.UnmappedCategories.Select(each => new UnmappedCategory(each.Key, each.Value))]);

    private static SampleConcern Sample(ConcernSample sample) => new(
        sample.Line, sample.Outcome, sample.Incident, sample.Pupil?.Initials, sample.Pupil?.YearGroup, sample.OccurredAt, sample.Categories, sample.Severity);

    private static List<RejectedRow> Rows(ImmutableArray<RowRemark> rows) => [.. rows.Select(row => new RejectedRow(row.Line, row.Column, row.Reason))];

    private static ConcernImportStatus Status(ConcernImportState state) => new(
        state.Concerns, [.. state.Waiting.Select(each => new WaitingReason(each.Reason, each.Count, each.Since))], state.UnknownLinks, state.LastImportedAt, state.KeepsNarrative);
}
