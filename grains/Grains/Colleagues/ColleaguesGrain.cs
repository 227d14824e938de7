using RiskMonitor.Grains.Auditing;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Grains.Access;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Colleagues;

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: whom a grant is for is free text, sealed under the school's key.</summary>
[GenerateSerializer, Alias("ColleaguesState")]
public sealed class ColleaguesState
{
    /// <summary>As it was kept before it was sealed: read, never written.</summary>
    [Id(0)] public ImmutableArray<KeptGrant> Grants { get; set; } = [];

    [Id(1)] public byte[] Sealed { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("KeptGrant")]
public sealed record KeptGrant([property: Id(0)] GivenGrant Shown, [property: Id(1)] ImmutableArray<byte> CodeHash);

/// <summary>What was granted at a school. A code counts for one person: one that was left lying about opens nothing to a second.</summary>
[GrainType("colleagues")]
public sealed class ColleaguesGrain(
    [PersistentState("colleagues", StateStorage.Name)] IPersistentState<ColleaguesState> stored,
    CheckpointSeal seal,
    SchoolStore store,
    IOptions<ViewingOptions> options,
    TimeProvider time) : Grain, IColleaguesGrain
{
    internal const string Place = "colleagues";

    private const int MostGrants = 500;
    private const int LongestName = 80;
    private const int MostDays = 400;

    /// <summary>How long a code waits for its colleague.</summary>
    private static readonly TimeSpan Waits = TimeSpan.FromDays(7);

    private ImmutableArray<KeptGrant> kept = [];

    private SchoolId School => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        kept = stored.State.Sealed.Length == 0 ? stored.State.Grants : await seal.Unseal<ImmutableArray<KeptGrant>>(School, Place, stored.State.Sealed);

    public Task<ImmutableArray<GivenGrant>> All() =>
        Task.FromResult<ImmutableArray<GivenGrant>>([.. kept.Select(each => each.Shown).OrderByDescending(each => each.GivenAt)]);

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
        if (kept.Count(each => Holds(each.Shown, now)) >= MostGrants)
            return $"for: {MostGrants} grants hold at this school already; withdraw one first.";
        var grant = new GivenGrant(
            invitation.Id, name, invitation.Role, invitation.Actor, now, now.AddDays(invitation.Days), Years: PupilsOf(invitation.Years, pupil), Areas: invitation.Areas);
        await Audit(new AuditRow(now, invitation.Actor, "grant.give", School, invitation.Id, $"{role}, {invitation.Days} days{Words(grant)}") { Pupil = invitation.Student });
        await Add(new KeptGrant(grant, invitation.CodeHash), now);
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
        var (staff, until) = (GrainFactory.GetGrain<IStaffGrain>(actor), now + options.Value.BreakGlass);
        var id = $"break-glass-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{actor}/{now.UtcTicks}")).AsSpan(0, 8))}";
        await Audit(new AuditRow(now, actor, "grant.break-glass", School, id, reason));
        await GrainFactory.GetGrain<IOfficerNoticesGrain>(School.Value).Raise(new OfficerNotice(id, now, "break-glass", actor, reason));
        var name = (await staff.LastVisit())?.Name ?? actor;
        // Everything about the pupils, nothing else of the school.
        var grant = new GivenGrant(id, name, nameof(Role.DeputyLead), actor, now, until, actor, name, now, Areas: Areas.All.ToString(), IsEmergency: true);
        // First on the list: what nobody can see there nobody can withdraw. It has no code that anybody could bring.
        await Add(new KeptGrant(grant, []), now);
        await staff.Give(new GrantRecord(grant.Role, $"school:{School}", id, until, Areas: grant.Areas));
        return until;
    }

    // The newest that are over are kept to be looked at; all of them are in the audit.
    private Task Add(KeptGrant grant, DateTimeOffset now) => Save(
        [.. kept.Where(each => Holds(each.Shown, now)), .. kept.Where(each => !Holds(each.Shown, now)).OrderByDescending(each => each.Shown.GivenAt).Take(MostGrants), grant]);

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

    private KeptGrant? Find(string id) => kept.FirstOrDefault(each => each.Shown.Id == id);

    private async Task<GivenGrant> Change(KeptGrant known, GivenGrant next)
    {
        await Save(kept.Replace(known, known with { Shown = next }));
        return next;
    }

    private async Task Save(ImmutableArray<KeptGrant> next)
    {
        stored.State = new ColleaguesState { Sealed = await seal.Seal(School, Place, next) };
        await stored.WriteStateAsync();
        kept = next;
    }

    private async Task Audit(AuditRow row)
    {
        await new AuditedFirst(store).Write(row, "nothing is changed");
    }
}
