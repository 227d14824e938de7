using RiskMonitor.Grains.Auditing;
using System.Text.Json;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Duty;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Trusts;

[GenerateSerializer, Alias("DutyState")]
public sealed class DutyState
{
    [Id(0)] public DutyRota Rota { get; set; } = DutyRota.Empty;

    [Id(1)] public long Version { get; set; }
}

/// <summary>A school's rota of duties.</summary>
[GrainType("duty")]
public sealed class DutyGrain([PersistentState("duty", StateStorage.Name)] IPersistentState<DutyState> state, SchoolStore store, SchoolClock clock) : Grain, IDutyGrain
{
    public Task<KeptRota> Rota() => Task.FromResult(new KeptRota(state.State.Rota, state.State.Version));

    public async Task<KeptRota> Change(DutyRota rota, long basedOn, string actor)
    {
        if (rota.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(rota));
        if (IsSame(rota, state.State.Rota))
            return await Rota();
        if (basedOn != state.State.Version)
            return await Rota() with { Overtaken = true };
        var version = state.State.Version + 1;
        await Audit(actor, version);
        await state.Replace(new DutyState { Rota = rota, Version = version });
        return await Rota();
    }

    private static bool IsSame(DutyRota left, DutyRota right) => JsonSerializer.Serialize(left) == JsonSerializer.Serialize(right);

    private async Task Audit(string actor, long version)
    {
        var school = new SchoolId(this.GetPrimaryKeyString());
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, actor, "duty.change", school, school.Value, FormattableString.Invariant($"version {version}")), "the rota stays as it is");
    }
}
