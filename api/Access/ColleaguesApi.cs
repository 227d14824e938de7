using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Api.Access;

/// <summary>Who may see a school's children: given and withdrawn by those who answer for them.</summary>
internal static class ColleaguesApi
{
    public static RouteGroupBuilder MapColleagues(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/grants", All).WithSummary("The grants given at this school and the access taken in an emergency, those that are over too. What the identity provider's groups give is not among them.");
        api.MapPost("/schools/{school}/grants", Invite).WithSummary("Give a colleague a role for some days. The answer holds, once, the code that the colleague brings within a week.");
        api.MapDelete("/schools/{school}/grants/{id}", Withdraw).WithSummary("Withdraw a grant; it ends within a second, on open screens too.");
        api.MapGet("/schools/{school}/trust-share", Shared).WithSummary("What the school shows of its children to those who lead its trust.");
        api.MapPut("/schools/{school}/trust-share", Share).WithSummary("Say what the school shows of its children to those who lead its trust: in force within a second, on open screens too.");
        api.MapPost("/grants/join", Join).WithSummary("Bring a code; from then on the grant is held by whoever is signed in.");
        return api;
    }

    private static async Task<Results<Ok<List<GivenGrantText>>, ProblemHttpResult>> All(string school, HttpContext http, Door door, IGrainFactory grains, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.ManageGrants, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var given = await grains.GetGrain<IColleaguesGrain>(school).All();
        var pupils = await PupilsOf(given, grains.GetGrain<ISchoolGrain>(school), entry.Decision);
        if (pupils.Count > 0)
            await trail.Write(entry.Staff!.Id, "grant.list", school);
        return TypedResults.Ok(given.Select(each => new GivenGrantText(
            each.Id, each.For, each.Role, each.GivenAt, each.Until, each.AcceptedName, each.AcceptedAt, each.WithdrawnAt, YearsOf(each.Years), WordsOf(each.Areas),
            CaseOf(each) is { } one ? pupils.GetValueOrDefault(one, new GivenPupil()) : null, each.IsEmergency)).ToList());
    }

    // Kept is the mark alone: whom it names is found among the pupils that the school has now, for who may see them.
    private static async Task<Dictionary<CaseMark, GivenPupil>> PupilsOf(IReadOnlyCollection<GivenGrant> given, ISchoolGrain school, Decision decision)
    {
        var marks = given.Select(CaseOf).OfType<CaseMark>().Distinct().ToImmutableArray();
        var pupils = new Dictionary<CaseMark, GivenPupil>();
        foreach (var found in marks.IsEmpty ? [] : await school.Marked(marks))
        {
            if (await school.Facts(found.Student) is { } facts && decision.ForPupil(facts).Allowed && await school.Masked(found.Student) is { } masked)
                pupils[found.Mark] = new GivenPupil(masked.Initials, masked.YearGroup);
        }

        return pupils;
    }

    private static async Task<Results<Ok<InvitationText>, ProblemHttpResult>> Invite(string school, InviteCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.AskAnew(http, Act.ManageGrants, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if ((Fault(command.Years, command.Categories) ?? await FaultOf(command.Student, grains.GetGrain<ISchoolGrain>(school), entry.Decision)) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        StudentId? student = command.Student is null ? null : new StudentId(command.Student);
        var (id, code) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var wrong = await grains.GetGrain<IColleaguesGrain>(school).Invite(new NewInvitation(id, command.For ?? "", command.Role ?? "", command.Days, HashOf(code), entry.Staff!.Id, TextOf(command.Years), TextOf(command.Categories), student));
        return wrong is null ? TypedResults.Ok(new InvitationText(id, $"{id}.{code}.{school}")) : Problems.Of(StatusCodes.Status400BadRequest, wrong);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(string school, string id, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.ManageGrants, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await grains.GetGrain<IColleaguesGrain>(school).Withdraw(id, entry.Staff!.Id) ? TypedResults.NoContent() : Problems.NotFound();
    }

    // Whoever is signed in may come with a code: with no grant yet they can do nothing else.
    private static async Task<Results<Ok<JoinedText>, ProblemHttpResult>> Join(JoinCommand command, HttpContext http, StaffRegister register, IGrainFactory grains)
    {
        if (await register.Find(http.User) is not { } staff || Sessions.IsWall(http.User))
            return Problems.SignedOut();
        // What is wrong with a code is nobody's business who has a wrong one. A program is granted what it may do by configuration alone.
        if (staff.Id.StartsWith(StaffRegister.ProgramPrefix, StringComparison.Ordinal)
            || command.Code?.Trim().Split('.', 3) is not [var id, var code, var school] || !IdText.IsSchool(school) || code.Length != 64)
            return Problems.NotFound();
        var grant = await grains.GetGrain<IColleaguesGrain>(school).Accept(id, HashOf(code), staff.Id, staff.Name);
        return grant is null ? Problems.NotFound() : TypedResults.Ok(new JoinedText(school, grant.Role, grant.Until, CaseOf(grant) is not null));
    }

    // One whom who gives it may not see is as unknown as one who does not exist.
    private static async Task<string?> FaultOf(string? student, ISchoolGrain school, Decision decision) =>
        student is null || (IdText.IsValid(student) && await school.Facts(new StudentId(student)) is { } pupil && decision.ForPupil(pupil).Allowed) ? null : IColleaguesGrain.NoSuchPupil;

    private static async Task<Results<Ok<TrustShareText>, ProblemHttpResult>> Shared(
        string school, HttpContext http, Door door, IGrainFactory grains, IConfiguration configuration)
    {
        var entry = await door.Ask(http, Act.ShareWithTrust, school);
        return entry.Refusal is { } refusal ? refusal : TypedResults.Ok(Text(await Memberships(school, grains, configuration)));
    }

    private static async Task<Results<Ok<TrustShareText>, ProblemHttpResult>> Share(
        string school, TrustShareCommand command, HttpContext http, Door door, IGrainFactory grains, IConfiguration configuration)
    {
        var entry = await door.AskAnew(http, Act.ShareWithTrust, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Fault(null, command.Categories) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        if (await Memberships(school, grains, configuration) is not { Count: > 0 } trusts)
            return Problems.Of(StatusCodes.Status409Conflict, "The school is in no trust.");
        foreach (var (trust, _) in trusts)
            await grains.GetGrain<ITrustGrain>(trust.Value).Share(new SchoolId(school), TextOf(command.Categories), entry.Staff!.Id);
        return TypedResults.Ok(Text(await Memberships(school, grains, configuration)));
    }

    // A school is in the trust that configuration says; one that nobody configured, in that which its own data name.
    private static async Task<List<(TrustId Trust, TrustMember Member)>> Memberships(string school, IGrainFactory grains, IConfiguration configuration)
    {
        var named = (await grains.GetGrain<ISchoolGrain>(school).Board()).Trust;
        var configured = TrustConfiguration.Trusts(configuration).Where(each => each.Value.Contains(new SchoolId(school))).Select(each => each.Key);
        var found = new List<(TrustId, TrustMember)>();
        foreach (var trust in named is { } own ? configured.Append(own).Distinct() : configured)
        {
            if ((await grains.GetGrain<ITrustGrain>(trust.Value).Members()).FirstOrDefault(each => each.School.Value == school) is { } member)
                found.Add((trust, member));
        }

        return found;
    }

    private static TrustShareText Text(List<(TrustId Trust, TrustMember Member)> trusts) => new(
        trusts.Count == 0 ? null : string.Join(", ", trusts.Select(each => each.Trust.Value)), WordsOf(trusts.FirstOrDefault().Member?.Shares), Areas.AllWords);

    private static string? Fault(IReadOnlyList<int>? years, IReadOnlyList<string>? categories) =>
        years is not null && YearGroups.Of(years) is null ? "years: must be year groups from -2 to 14, one at least."
        : categories is not null && Areas.Of(categories) is null ? $"categories: must be of {string.Join(", ", Areas.AllWords)}."
        : null;

    private static string? TextOf(IReadOnlyList<int>? years) => years is null ? null : YearGroups.Of(years)?.ToString();

    private static string? TextOf(IReadOnlyList<string>? categories) => categories is null ? null : Areas.Of(categories)?.ToString();

    private static IReadOnlyList<int>? YearsOf(string? years) => years is not null && GrantedPupils.Parse(years) is { Years: { IsAll: false } of } ? of.List() : null;

    private static CaseMark? CaseOf(GivenGrant grant) => grant.Years is { } text ? GrantedPupils.Parse(text)?.Case : null;

    private static IReadOnlyList<string>? WordsOf(string? areas) => areas is null ? null : Areas.Parse(areas)?.List();

    private static ImmutableArray<byte> HashOf(string code) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(code))];
}
