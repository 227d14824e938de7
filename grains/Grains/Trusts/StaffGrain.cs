using System.Collections.Immutable;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("StaffState")]
public sealed class StaffState
{
    [Id(0)] public ImmutableArray<GrantRecord> Grants { get; set; } = [];

    /// <summary>Sessions that began earlier are over.</summary>
    [Id(1)] public DateTimeOffset SessionsSince { get; set; }
}

/// <summary>A member of staff: what they were granted.</summary>
[GrainType("staff")]
public sealed class StaffGrain([PersistentState("staff-grants", StateStorage.Name)] IPersistentState<StaffState> state) : Grain, IStaffGrain
{
    public Task<ImmutableArray<GrantRecord>> Grants() => Task.FromResult(state.State.Grants);

    public Task<StaffStanding> Standing() => Task.FromResult(new StaffStanding(state.State.Grants, state.State.SessionsSince));

    public Task Replace(ImmutableArray<GrantRecord> grants) => Keep(new StaffState { Grants = grants, SessionsSince = state.State.SessionsSince });

    public Task EndSessions(DateTimeOffset before) =>
        before <= state.State.SessionsSince ? Task.CompletedTask : Keep(new StaffState { Grants = state.State.Grants, SessionsSince = before });

    private async Task Keep(StaffState next)
    {
        state.State = next;
        await state.WriteStateAsync();
    }
}
