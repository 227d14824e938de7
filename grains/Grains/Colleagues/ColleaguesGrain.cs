using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Grains.Access;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Colleagues;

[GenerateSerializer, Alias("ColleaguesState")]
public sealed class ColleaguesState
{
    [Id(0)] public ImmutableArray<KeptGrant> Grants { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("KeptGrant")]
public sealed record KeptGrant([property: Id(0)] GivenGrant Shown, [property: Id(1)] ImmutableArray<byte> CodeHash);

/// <summary>What was granted at a school. A code counts for one person: one that was left lying about opens nothing to a second.</summary>
[GrainType("colleagues")]
public sealed class ColleaguesGrain(
    [PersistentState("colleagues", StateStorage.Name)] IPersistentState<ColleaguesState> stored, SchoolStore store, IOptions<ViewingOptions> options, TimeProvider time) : Grain, IColleaguesGrain
{
    private const int MostGrants = 500;
    private const int LongestName = 80;
    private const int MostDays = 400;

    /// <summary>How long a code waits for its colleague.</summary>
    private static readonly TimeSpan Waits = TimeSpan.FromDays(7);

    private SchoolId School => new(this.GetPrimaryKeyString());

    public Task<ImmutableArray<GivenGrant>> All() =>
        Task.FromResult<ImmutableArray<GivenGrant>>([.. stored.State.Grants.Select(each => each.Shown).OrderByDescending(each => each.GivenAt)]);

    public async Task<string?> Invite(NewInvitation invitation)
    {
        var (now, name) = (time.GetUtcNow(), invitation.For.Trim());
        if (name.Length is 0 or > LongestName)
            return $"for: must be 1 to {LongestName} characters.";
        if (Policy.RoleNamed(invitation.Role) is not { } role || !Policy.GivenBySchools.Contains(role))
            return $"role: must be one of {string.Join(", ", Policy.GivenBySchools)}.";
        if (FaultOfNarrowing(invitation, role) is { } fault)
            return fault;
        var pupil = invitation.Student is { } student ? await GrainFactory.GetGrain<ISchoolGrain>(School.Value).Facts(student) : null;
        if (invitation.Student is not null && pupil is null)
            return IColleaguesGrain.NoSuchPupil;
        if (invitation.Days is < 1 or > MostDays)
            return $"days: must be 1 to {MostDays}.";
        var current = stored.State.Grants.Where(each => Holds(each.Shown, now)).ToList();
        if (current.Count >= MostGrants)
            return $"for: {MostGrants} grants hold at this school already; withdraw one first.";
        var grant = new GivenGrant(
            invitation.Id, name, invitation.Role, invitation.Actor, now, now.AddDays(invitation.Days), Years: PupilsOf(invitation.Years, pupil), Areas: invitation.Areas);
        await Audit(new AuditRow(now, invitation.Actor, "grant.give", School, invitation.Id, $"{role}, {invitation.Days} days{Words(grant)}") { Pupil = invitation.Student });
        // The newest that are over are kept to be looked at; all of them are in the audit.
        var over = stored.State.Grants.Where(each => !Holds(each.Shown, now)).OrderByDescending(each => each.Shown.GivenAt).Take(MostGrants);
        await Save([.. current, .. over, new KeptGrant(grant, invitation.CodeHash)]);
        return null;
    }

    public async Task<GivenGrant?> Accept(string id, ImmutableArray<byte> codeHash, string staff, string name)
    {
        var now = time.GetUtcNow();
        var known = Find(id);
        if (known is null || !CryptographicOperations.FixedTimeEquals(known.CodeHash.AsSpan(), codeHash.AsSpan()) || !Holds(known.Shown, now))
            return null;
        // The same person again: the first time may have ended between the two writes.
        if (known.Shown.AcceptedBy is { } already ? already != staff : now - known.Shown.GivenAt > Waits)
            return null;
        var accepted = known.Shown;
        if (accepted.AcceptedBy is null)
        {
            await Audit(new AuditRow(now, staff, "grant.accept", School, id, $"{accepted.Role}{Words(accepted)}"));
            accepted = await Change(known, accepted with { AcceptedBy = staff, AcceptedName = name, AcceptedAt = now });
        }

        await GrainFactory.GetGrain<IStaffGrain>(staff).Give(new GrantRecord(accepted.Role, $"school:{School}", id, accepted.Until, accepted.Years, accepted.Areas));
        return accepted;
    }

    public async Task<bool> Withdraw(string id, string actor)
    {
        if (Find(id) is not { } known)
            return false;
        if (known.Shown.WithdrawnAt is not null)
            return true;
        var now = time.GetUtcNow();
        await Audit(new AuditRow(now, actor, "grant.withdraw", School, id, $"{known.Shown.Role}{Words(known.Shown)}"));
        // First with the colleague: a list that says "withdrawn" must be true.
        if (known.Shown.AcceptedBy is { } staff) await GrainFactory.GetGrain<IStaffGrain>(staff).TakeBack(id);
        await Change(known, known.Shown with { WithdrawnAt = now, WithdrawnBy = actor });
        return true;
    }

    public async Task<DateTimeOffset> BreakGlass(string actor, string reason)
    {
        var now = time.GetUtcNow();
        var (id, until) = ($"break-glass/{actor}/{now.UtcTicks}", now + options.Value.BreakGlass);
        await Audit(new AuditRow(now, actor, "grant.break-glass", School, id, reason));
        await GrainFactory.GetGrain<IOfficerNoticesGrain>(School.Value).Raise(new OfficerNotice(id, now, "break-glass", actor, reason));
        // Everything about the pupils, nothing else of the school.
        await GrainFactory.GetGrain<IStaffGrain>(actor).Give(new GrantRecord(nameof(Role.DeputyLead), $"school:{School}", id, until, Areas: Areas.All.ToString()));
        return until;
    }

    private static string? FaultOfNarrowing(NewInvitation invitation, Role role)
    {
        if (invitation.Years is null && invitation.Areas is null && invitation.Student is null)
            return null;
        if (!Policy.Narrowable.Contains(role))
            return $"{(invitation.Student is not null ? "student" : invitation.Years is null ? "categories" : "years")}: a {role} answers for the whole school; only {string.Join(", ", Policy.Narrowable)} can be given for a part of it.";
        return invitation.Years is { } years && YearGroups.Parse(years) is null ? "years: must be year groups from -2 to 14."
            : invitation.Areas is { } areas && Areas.Parse(areas) is null ? $"categories: must be of {string.Join(", ", Areas.AllWords)}."
            : null;
    }

    // The mark of the record that was named: it holds for all that are joined with it, and should they turn out to be two children, for this one.
    private static string? PupilsOf(string? years, PupilFacts? pupil) =>
        pupil is { } one ? new GrantedPupils(years is null ? YearGroups.All : YearGroups.Parse(years)!.Value, one.Cases[0]).ToString() : years;

    private static string Words(GivenGrant grant)
    {
        var pupils = grant.Years is { } text ? GrantedPupils.Parse(text) : null;
        return $"{(pupils is { Case: not null } ? ", one pupil" : "")}{(pupils is { Years.IsAll: false } of ? $", years {of.Years}" : "")}{(grant.Areas is null ? "" : $", sees {grant.Areas}")}";
    }

    private static bool Holds(GivenGrant grant, DateTimeOffset now) => grant.WithdrawnAt is null && now < grant.Until;

    private KeptGrant? Find(string id) => stored.State.Grants.FirstOrDefault(each => each.Shown.Id == id);

    private async Task<GivenGrant> Change(KeptGrant known, GivenGrant next)
    {
        await Save(stored.State.Grants.Replace(known, known with { Shown = next }));
        return next;
    }

    private async Task Save(ImmutableArray<KeptGrant> next)
    {
        stored.State = new ColleaguesState { Grants = next };
        await stored.WriteStateAsync();
    }

    private async Task Audit(AuditRow row)
    {
        await new AuditedFirst(store).Write(row, "nothing is changed");
    }
}
