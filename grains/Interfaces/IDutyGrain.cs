using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain.Duty;

namespace RiskMonitor.Interfaces;

/// <summary>Who is on duty at a school. Key: the school's id.</summary>
[Alias("IDutyGrain")]
public interface IDutyGrain : IGrainWithStringKey
{
    [Alias("Rota"), ReadOnly]
    Task<KeptRota> Rota();

    /// <summary>Audited, then on disk when it answers. The same rota again is no change, whatever it is based on.</summary>
    /// <param name="basedOn">The version that was on the screen; another one meanwhile is not overwritten.</param>
    [Alias("Change")]
    Task<KeptRota> Change(DutyRota rota, long basedOn, string actor);
}

/// <param name="Version">Counts the changes from 0, which is nobody named.</param>
/// <param name="Overtaken">Somebody changed it meanwhile: this is what they made of it, and nothing was stored.</param>
[GenerateSerializer, Immutable, Alias("KeptRota")]
public sealed record KeptRota([property: Id(0)] DutyRota Rota, [property: Id(1)] long Version, [property: Id(2)] bool Overtaken = false);
