using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Retention;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Retention;

/// <summary>How long what is kept; what is past its period, disposing of it, and the holds that stop it.</summary>
internal static class RetentionApi
{
    private const int LongestReason = 200;
    private const int FingerprintLength = 32;
    private const string OfSchool = "/schools/{school}/retention";

    public static RouteGroupBuilder MapRetention(this RouteGroupBuilder api)
    {
        api.MapGet("/retention", Policy).WithSummary("The policy table, and the schools whose retention you may see.");
        api.MapGet(OfSchool, Status).WithSummary("Holds in force and certificates of disposal. Whom a hold is about only for those who may dispose, and then audited.");
        api.MapPost(OfSchool + "/preview", Preview).WithSummary("What is past its period now, as counts; whose it is only for those who may dispose. Audited.");
        api.MapPost(OfSchool + "/dispose", Dispose).WithSummary("Dispose of what a preview showed, by its fingerprint. 409 when it is not the same any more. Audited first; the answer is the certificate.");
        api.MapPost(OfSchool + "/holds", Hold).WithSummary("Put a hold on a pupil or, without one, on the whole school: nothing of it is disposed of until it is lifted. Audited.");
        api.MapPost(OfSchool + "/holds/{id}/lift", Lift).WithSummary("Lift a hold. Audited.");
        return api;
    }

    private static async Task<Results<Ok<RetentionReport>, ProblemHttpResult>> Policy(HttpContext http, Door door, SchoolNames names)
    {
        var entry = await door.Ask(http, Act.SeeRetention);
        if (entry.Refusal is { } refusal)
            return refusal;
        var schools = new List<RetentionSchool>();
        foreach (var school in entry.Staff!.SchoolsFor(Act.SeeRetention).Where(school => !school.IsTrust))
            schools.Add(new RetentionSchool(school.Value, await names.Of(school), MayGovern(entry, school)));
        return TypedResults.Ok(new RetentionReport(
            [.. RetentionPolicy.Lines.Select(line => new RetentionLineText(line.Id, line.Kind, line.Category, line.Period, line.Since, line.Why, line.Disposes))],
            [.. schools.OrderBy(school => school.Name, StringComparer.Ordinal)]));
    }

    private static async Task<Results<Ok<RetentionStatus>, ProblemHttpResult>> Status(string school, HttpContext http, Door door, AuditTrail trail, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeRetention, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var (overview, governs) = (await Grain(grains, school).Overview(), MayGovern(entry, new SchoolId(school)));
        if (governs)
            await trail.WriteOfEach(entry.Staff!.Id, "retention.held", school, overview.Holds.Select(hold => hold.Student?.Value).OfType<string>());
        return TypedResults.Ok(new RetentionStatus([.. overview.Holds.Select(hold => Of(hold, governs))], [.. overview.Certificates.Select(Of)]));
    }

    private static async Task<Results<Ok<DisposalPreviewText>, ProblemHttpResult>> Preview(string school, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.SeeRetention, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var preview = await Grain(grains, school).Preview(entry.Staff!.Id);
        return TypedResults.Ok(new DisposalPreviewText(
            preview.AsOf, preview.Fingerprint, Of(preview.Counts),
            MayGovern(entry, new SchoolId(school)) ? [.. preview.Pupils.Select(pupil => new PupilPastText(pupil.Student.Value, pupil.Initials, pupil.Left))] : null,
            preview.Held, preview.Waiting, preview.IsStopped));
    }

    private static async Task<Results<Ok<CertificateText>, ProblemHttpResult>> Dispose(string school, DisposeCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskAnew(http, Act.GovernRetention, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (command.Fingerprint is not { Length: FingerprintLength })
            return Problems.Of(StatusCodes.Status400BadRequest, "fingerprint must be the one that the preview gave.");
        if (Fault(command.Reason) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        var answer = await Grain(grains, school).Dispose(new DisposalRequest(command.Fingerprint, entry.Staff!.Id, command.Reason.Trim()));
        return answer switch
        {
            { Certificate: { } certificate } => TypedResults.Ok(Of(certificate)),
            { Outcome: DisposalOutcome.Nothing } => Problems.Of(StatusCodes.Status409Conflict, "There is nothing to dispose of, or a hold on the school stops it."),
            { Outcome: DisposalOutcome.Busy } => Problems.Of(StatusCodes.Status409Conflict, "The school is working off what it was sent. Nothing was disposed of: try again in a moment."),
            _ => Problems.Of(StatusCodes.Status409Conflict, "What is past its period is not what was shown any more. Look again first."),
        };
    }

    private static async Task<Results<Ok<HoldText>, ProblemHttpResult>> Hold(string school, HoldCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernRetention, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault(command.Reason) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        if (command.Student is { } student && !IdText.IsValid(student))
            return Problems.Of(StatusCodes.Status400BadRequest, "student must be a pupil's id.");
        StudentId? of = command.Student is { } id ? new StudentId(id) : null;
        return await Grain(grains, school).Hold(new HoldRequest(of, entry.Staff!.Id, command.Reason.Trim())) is { } hold ? TypedResults.Ok(Of(hold, true)) : Problems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Lift(string school, string id, LiftCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernRetention, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault(command.Reason) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        return await Grain(grains, school).Lift(new LiftRequest(id, entry.Staff!.Id, command.Reason.Trim())) ? TypedResults.NoContent() : Problems.NotFound();
    }

    private static IRetentionGrain Grain(IGrainFactory grains, string school) => grains.GetGrain<IRetentionGrain>(school);

    private static bool MayGovern(Entry entry, SchoolId school) => Domain.Access.Policy.Decide(entry.Staff!.Grants, Act.GovernRetention, school).Allowed;

    private static string? Fault(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason ? $"reason must be 1 to {LongestReason} characters." : null;

    private static HoldText Of(LegalHold hold, bool governs) =>
        new(hold.Id, governs ? hold.Student?.Value : null, governs ? hold.Reason : null, hold.By, hold.At, hold.Student is null);

    private static CertificateText Of(DisposalCertificate certificate) =>
        new(certificate.Id, certificate.At, certificate.By, certificate.Reason, Of(certificate.Counts), certificate.Held);

    private static List<RetentionCount> Of(ImmutableArray<DisposalCount> counts) => [.. counts.Select(count => new RetentionCount(count.Line, count.Count))];
}
