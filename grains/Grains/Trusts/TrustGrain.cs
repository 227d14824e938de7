using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Auditing;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("TrustState")]
public sealed class TrustState
{
    [Id(0)] public ImmutableSortedSet<SchoolId> Schools { get; set; } = [];

    /// <summary>What a school shows to those who lead the trust, by its id; one that is not here shows everything.</summary>
    [Id(1)] public ImmutableSortedDictionary<string, string> Shares { get; set; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>A trust: which schools it has. Statistics over them come with the rules that need them.</summary>
[GrainType("trust")]
public sealed class TrustGrain(
    [PersistentState("trust", StateStorage.Name)] IPersistentState<TrustState> state, SchoolStore store, TimeProvider time) : Grain, ITrustGrain
{
    public async Task Join(SchoolId school)
    {
        if (state.State.Schools.Contains(school))
            return;
        await state.Replace(new TrustState { Schools = state.State.Schools.Add(school), Shares = state.State.Shares });
    }

    public async Task Leave(SchoolId school, string actor)
    {
        if (!state.State.Schools.Contains(school))
            return;
        await new AuditedFirst(store).Write(new AuditRow(time.GetUtcNow(), actor, "trust.leave", school, this.GetPrimaryKeyString(), "no longer among the schools that are configured"), "nothing is changed");
        await state.Replace(new TrustState { Schools = state.State.Schools.Remove(school), Shares = state.State.Shares.Remove(school.Value) });
    }

    public Task<ImmutableArray<TrustMember>> Members() => Task.FromResult<ImmutableArray<TrustMember>>(
        [.. state.State.Schools.Select(school => new TrustMember(school, state.State.Shares.GetValueOrDefault(school.Value)))]);

    public async Task<bool> Share(SchoolId school, string? shares, string actor)
    {
        if (!state.State.Schools.Contains(school))
            return false;
        if (shares == state.State.Shares.GetValueOrDefault(school.Value))
            return true;
        await new AuditedFirst(store).Write(new AuditRow(time.GetUtcNow(), actor, "trust.share", school, this.GetPrimaryKeyString(), shares ?? "everything"), "nothing is changed");
        await state.Replace(new TrustState { Schools = state.State.Schools, Shares = shares is null ? state.State.Shares.Remove(school.Value) : state.State.Shares.SetItem(school.Value, shares) });
        return true;
    }

    public Task<ImmutableArray<SchoolId>> Schools() => Task.FromResult<ImmutableArray<SchoolId>>([.. state.State.Schools]);
}
