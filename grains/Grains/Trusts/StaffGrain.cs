using System.Collections.Immutable;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("StaffState")]
public sealed class StaffState
{
    [Id(0)] public ImmutableArray<GrantRecord> Grants { get; set; } = [];

    /// <summary>Sessions that began earlier are over.</summary>
    [Id(1)] public DateTimeOffset SessionsSince { get; set; }

    [Id(2)] public StaffVisit? Visit { get; set; }

    /// <summary>Sessions that were signed out of, and when each would have ended by itself.</summary>
    [Id(3)] public ImmutableDictionary<string, DateTimeOffset> Ended { get; set; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    public StaffState With(ImmutableArray<GrantRecord>? grants = null, DateTimeOffset? since = null, StaffVisit? visit = null, ImmutableDictionary<string, DateTimeOffset>? ended = null) =>
        new() { Grants = grants ?? Grants, SessionsSince = since ?? SessionsSince, Visit = visit ?? Visit, Ended = ended ?? Ended };
}

/// <summary>The row in <c>Microsoft.Orleans.Persistence.AdoNet</c>: with an address and a name in it, sealed under the trust's own key, for staff are of no one school.</summary>
[GenerateSerializer, Alias("StaffSettingsState")]
public sealed class StaffSettingsState
{
    /// <summary>As they were kept before they were sealed: read, never written.</summary>
    [Id(0)] public PersonalSettings Settings { get; set; } = new();

    [Id(1)] public long Version { get; set; }

    [Id(2)] public byte[] Sealed { get; set; } = [];
}

/// <summary>A member of staff: what they were granted, and what they chose for themselves.</summary>
[GrainType("staff")]
public sealed class StaffGrain(
    [PersistentState("staff-grants", StateStorage.Name)] IPersistentState<StaffState> state,
    [PersistentState("staff-settings", StateStorage.Name)] IPersistentState<StaffSettingsState> chosen,
    CheckpointSeal seal,
    TimeProvider time) : Grain, IStaffGrain
{
    private const string SettingsPlace = "staff-settings";

    // Who left a school signs in no more, and nobody tells us: after two weeks without a sign-in they are not written to and not named in a rota.
    private static readonly TimeSpan VisitCounts = TimeSpan.FromDays(14);

    // Each morning's sign-in need not be a write.
    private static readonly TimeSpan VisitIsNews = TimeSpan.FromHours(12);

    private PersonalSettings settled = new();

    private IStaffListGrain List => GrainFactory.GetGrain<IStaffListGrain>(IStaffListGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        settled = chosen.State.Sealed.Length == 0 ? chosen.State.Settings
            : await seal.UnsealOfTrust<PersonalSettings>(SettingsPlace, this.GetPrimaryKeyString(), chosen.State.Sealed);

    public Task<ImmutableArray<GrantRecord>> Grants() => Task.FromResult(Held);

    public Task<StaffStanding> Standing() => Task.FromResult(new StaffStanding(Held, state.State.SessionsSince) { Ended = state.State.Ended });

    public Task Replace(ImmutableArray<GrantRecord> grants) => Keep(state.State.With(grants: grants));

    public Task EndSessions(DateTimeOffset before) =>
        before <= state.State.SessionsSince ? Task.CompletedTask : Keep(state.State.With(since: before));

    public Task EndSession(string session, DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        return until <= now ? Task.CompletedTask : Keep(state.State.With(ended: state.State.Ended.RemoveRange(state.State.Ended.Where(each => each.Value <= now).Select(each => each.Key)).SetItem(session, until)));
    }

    public Task Give(GrantRecord grant) => state.State.Grants.Contains(grant) ? Task.CompletedTask : Replace(Without(grant.Given).Add(grant));

    public Task TakeBack(string given) => Without(given) is var rest && rest == state.State.Grants ? Task.CompletedTask : Replace(rest);

    public Task Visit(StaffVisit visit)
    {
        var last = state.State.Visit;
        var isKnown = last is not null && last.Name == visit.Name && last.Grants.SequenceEqual(visit.Grants) && visit.At - last.At < VisitIsNews;
        // Of whoever has nothing here nothing is kept.
        return isKnown || (visit.Grants.IsEmpty && state.State.Grants.IsEmpty && last is null)
            ? Task.CompletedTask
            : Keep(state.State.With(visit: visit));
    }

    public Task<StaffVisit?> LastVisit() =>
        Task.FromResult(state.State.Visit is { } last && time.GetUtcNow() - last.At >= VisitCounts ? last with { Grants = [] } : state.State.Visit);

    // What is over is over at once, whether or not anybody cleared it away.
    private ImmutableArray<GrantRecord> Held => state.State.Grants.RemoveAll(each => each.Until <= time.GetUtcNow());

    private ImmutableArray<GrantRecord> Without(string? given) => given is null ? state.State.Grants : state.State.Grants.RemoveAll(each => each.Given == given);

    private async Task Keep(StaffState next)
    {
        // First on the list: whoever is granted something and is not on it would get no digest.
        await List.Add(this.GetPrimaryKeyString());
        await state.Replace(next);
    }

    public Task<KeptSettings> Settings() => Task.FromResult(new KeptSettings(settled, chosen.State.Version));

    public async Task<KeptSettings> Change(PersonalSettings settings, long basedOn)
    {
        if (settings == settled)
            return await Settings();
        if (basedOn != chosen.State.Version)
            return await Settings() with { Overtaken = true };
        await List.Add(this.GetPrimaryKeyString());
        await chosen.Replace(new StaffSettingsState
        {
            Version = chosen.State.Version + 1,
            Sealed = await seal.SealOfTrust(SettingsPlace, this.GetPrimaryKeyString(), settings),
        });
        settled = settings;
        return await Settings();
    }
}

[GenerateSerializer, Alias("StaffListState")]
public sealed class StaffListState
{
    [Id(0)] public ImmutableSortedSet<string> Staff { get; set; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}

/// <summary>The ids of everybody who may want a digest or be on duty.</summary>
[GrainType("staff-list")]
public sealed class StaffListGrain([PersistentState("staff-list", StateStorage.Name)] IPersistentState<StaffListState> state) : Grain, IStaffListGrain
{
    public Task<ImmutableArray<string>> Everyone() => Task.FromResult<ImmutableArray<string>>([.. state.State.Staff]);

    public async Task Add(string staff)
    {
        if (!state.State.Staff.Contains(staff))
            await state.Replace(new StaffListState { Staff = state.State.Staff.Add(staff) });
    }
}
