using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Access;

/// <summary>The answer of the door: who came in and how much they see, or what to say to them.</summary>
/// <param name="Pupil">What decides who may see the pupil asked about, where it was looked up.</param>
internal readonly record struct Entry(Staff? Staff, Decision Decision, ProblemHttpResult? Refusal, PupilFacts Pupil = default)
{
    /// <summary>What is seen of the pupil asked about.</summary>
    public Areas Areas => Decision.Sight.OfPupil(Pupil) ?? Areas.None;
}

/// <summary>What every endpoint and hub method asks before it does anything. Decisions are <see cref="Policy"/>'s.</summary>
internal sealed class Door(StaffRegister register, Sessions sessions, IGrainFactory grains)
{
    public async ValueTask<Entry> Ask(HttpContext http, Act act, string? school = null)
    {
        if (await register.Find(http.User) is not { } staff)
            return new Entry(null, Nobody, Problems.SignedOut());
        if (school is not null && !IdText.IsValid(school))
            return new Entry(staff, Nobody, Problems.NotFound());
        var decision = Policy.Decide(staff.Grants, act, school is null ? null : new SchoolId(school));
        return new Entry(staff, decision, decision switch
        {
            { Allowed: true } => null,
            { IsHidden: true } when school is not null => Problems.NotFound(),
            _ => Problems.Forbidden(),
        });
    }

    /// <summary>For one pupil: one whom the grants do not cover is as unknown as one who does not exist.</summary>
    public async ValueTask<Entry> AskOfPupil(HttpContext http, Act act, string school, string student) =>
        await OfPupil(await Ask(http, act, school), school, student);

    public async ValueTask<Entry> AskOfPupilAnew(HttpContext http, Act act, string school, string student)
    {
        var entry = await AskOfPupil(http, act, school, student);
        return entry.Refusal is null && !sessions.IsFresh(http.User) ? entry with { Refusal = Problems.SignInAgain() } : entry;
    }

    private async ValueTask<Entry> OfPupil(Entry entry, string school, string student)
    {
        if (entry.Refusal is not null)
            return entry;
        if (!IdText.IsValid(student))
            return entry with { Refusal = Problems.NotFound() };
        // Whoever sees all pupils alike need not wait for what is known of this one.
        if (entry.Decision.Sight.IsSameForAllPupils)
            return entry;
        var pupil = await grains.GetGrain<ISchoolGrain>(school).Facts(new StudentId(student)) ?? PupilFacts.Unknown;
        var decision = entry.Decision.ForPupil(pupil);
        return entry with { Decision = decision, Pupil = pupil, Refusal = decision.Allowed ? null : Problems.NotFound() };
    }

    /// <summary>For what may be seen only by who proved a moment ago who they are.</summary>
    public async ValueTask<Entry> AskAnew(HttpContext http, Act act, string school)
    {
        var entry = await Ask(http, act, school);
        return entry.Refusal is null && !sessions.IsFresh(http.User) ? entry with { Refusal = Problems.SignInAgain() } : entry;
    }

    private static readonly Decision Nobody = new(false, true, "nobody is signed in", Sight.None);
}

/// <summary>Refusals, the same words everywhere, so that a school one may not see cannot be told from one that does not exist.</summary>
internal static class Problems
{
    public static ProblemHttpResult SignedOut() => Of(StatusCodes.Status401Unauthorized, "You are not signed in.");

    public static ProblemHttpResult Forbidden() => Of(StatusCodes.Status403Forbidden, "Your role does not allow this.");

    public static ProblemHttpResult SignInAgain() => TypedResults.Problem(
        title: "Sign in again to see this.", statusCode: StatusCodes.Status403Forbidden, type: "urn:riskmonitor:sign-in-again",
        detail: "It is shown only shortly after signing in, so that nobody reads it at a desk that somebody left.");

    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "There is nothing here that you may see.");

    public static ProblemHttpResult Of(int status, string title, string? detail = null) =>
        TypedResults.Problem(title: title, detail: detail, statusCode: status);
}
