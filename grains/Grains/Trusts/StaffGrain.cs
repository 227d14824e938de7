using System.Collections.Immutable;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("StaffState")]
public sealed class StaffState
{
    [Id(0)] public ImmutableArray<GrantRecord> Grants { get; set; } = [];
}

/// <summary>A member of staff: what they were granted.</summary>
[GrainType("staff")]
public sealed class StaffGrain([PersistentState("staff-grants", StateStorage.Name)] IPersistentState<StaffState> state) : Grain, IStaffGrain
{
    public Task<ImmutableArray<GrantRecord>> Grants() => Task.FromResult(state.State.Grants);

    public async Task Replace(ImmutableArray<GrantRecord> grants)
    {
        state.State = new StaffState { Grants = grants };
        await state.WriteStateAsync();
    }
}
