using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("TrustState")]
public sealed class TrustState
{
    [Id(0)] public ImmutableSortedSet<SchoolId> Schools { get; set; } = [];
}

/// <summary>A trust: which schools it has. Statistics over them come with the rules that need them.</summary>
[GrainType("trust")]
public sealed class TrustGrain([PersistentState("trust", StateStorage.Name)] IPersistentState<TrustState> state) : Grain, ITrustGrain
{
    public async Task Join(SchoolId school)
    {
        if (state.State.Schools.Contains(school))
            return;
        state.State = new TrustState { Schools = state.State.Schools.Add(school) };
        await state.WriteStateAsync();
    }

    public Task<ImmutableArray<SchoolId>> Schools() => Task.FromResult<ImmutableArray<SchoolId>>([.. state.State.Schools]);
}
