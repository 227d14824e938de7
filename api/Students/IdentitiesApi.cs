using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Students;

/// <summary>Records of a school that may be one child: a person looks at both, and says whether they are.</summary>
internal static class IdentitiesApi
{
    private const int LongestReason = 200;
    private const int ShownForSeconds = 30;

    public static RouteGroupBuilder MapIdentities(this RouteGroupBuilder api)
    {
        const string Pair = "/schools/{school}/identities/{first}/{second}";
        api.MapGet("/schools/{school}/identities", List).WithSummary("Records that are one child or may be: what is certain, what somebody said, and what waits. No name in it. Audited.");
        api.MapPost(Pair + "/look", Look).WithSummary("Both records with names and dates of birth. Who asked and why is written in the audit before the answer.").RequireRateLimiting(RateLimits.Reveals);
        api.MapPost(Pair + "/{verdict}", Decide).WithSummary("Say that two records are the same child, or different ones, or undo what was said: same, different or undo. Audited; twice is once.");
        return api;
    }

    private static async Task<Results<Ok<IdentityList>, ProblemHttpResult>> List(string school, HttpContext http, Door door, AuditTrail trail, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        await trail.Write(entry.Staff!.Id, "identity.list", school);
        return TypedResults.Ok(await Pairs(grains, school));
    }

    private static async Task<Results<Ok<RecordsReply>, ProblemHttpResult>> Look(
        string school, string first, string second, LookAtRecordsCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(command.Reason) || command.Reason.Length > LongestReason)
            return Problems.Of(StatusCodes.Status400BadRequest, $"reason must be 1 to {LongestReason} characters.");
        if (!IdText.IsValid(first) || !IdText.IsValid(second))
            return Problems.NotFound();
        var records = await Grain(grains, school).LookAtIdentities(new IdentityLook(new StudentId(first), new StudentId(second), entry.Staff!.Id, command.Reason.Trim()));
        foreach (var record in records)
            await grains.GetGrain<IViewingGrain>(entry.Staff.Id).Look(new SchoolId(school), record.Student);
        return records.IsEmpty ? Problems.NotFound() : TypedResults.Ok(new RecordsReply([.. records.Select(Of)], ShownForSeconds));
    }

    private static RecordReply Of(IdentityRecord record)
    {
        var hidesConcerns = record.Concerns == IdentityRecord.NotTold;
        return new RecordReply(record.Student.Value, record.Name, record.Born, record.Joined, record.Left, record.Marks, hidesConcerns ? 0 : record.Concerns, hidesConcerns);
    }

    private static async Task<Results<Ok<IdentityList>, ProblemHttpResult>> Decide(
        string school, string first, string second, string verdict, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.GovernConcerns, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        IdentityVerdict? meant = verdict switch { "same" => IdentityVerdict.Same, "different" => IdentityVerdict.Different, "undo" => IdentityVerdict.Undone, _ => null };
        if (meant is not { } said || !IdText.IsValid(first) || !IdText.IsValid(second))
            return Problems.NotFound();
        return await Grain(grains, school).DecideIdentity(new IdentityRequest(new StudentId(first), new StudentId(second), said, entry.Staff!.Id))
            ? TypedResults.Ok(await Pairs(grains, school))
            : Problems.NotFound();
    }

    private static async Task<IdentityList> Pairs(IGrainFactory grains, string school) =>
        new([.. (await Grain(grains, school).Identities()).Select(pair => new IdentityPairText(
            Shown(pair.First, pair.FirstShown), Shown(pair.Second, pair.SecondShown), Word(pair.Standing), pair.Why, pair.By, pair.At))]);

    private static RecordText Shown(StudentId student, MaskedIdentity shown) => new(student.Value, shown.Initials, shown.YearGroup, shown.Registration);

    private static string Word(IdentityStanding standing) => standing switch
    {
        IdentityStanding.Certain => "certain",
        IdentityStanding.SaidSame => "said-same",
        IdentityStanding.SaidDifferent => "said-different",
        _ => "waiting",
    };

    private static ISchoolGrain Grain(IGrainFactory grains, string school) => grains.GetGrain<ISchoolGrain>(school);
}
