using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>What people decided about one pupil, apart from what they did with an alert. Key: the school's id, a slash, the pupil's.</summary>
[Alias("ICaseDecisionsGrain")]
public interface ICaseDecisionsGrain : IGrainWithStringKey
{
    /// <summary>Those of the last thirteen months, oldest first.</summary>
    [Alias("All"), ReadOnly]
    Task<ImmutableArray<CaseDecision>> All();

    /// <summary>Audited, then on disk when it answers. The same id again is recorded once.</summary>
    [Alias("Record")]
    Task<DecisionAnswer> Record(CaseDecision decision);
}

/// <param name="Id">Chosen by whoever sends it.</param>
/// <param name="Actor">An opaque staff id.</param>
/// <param name="ActorName">The name colleagues knew them by.</param>
/// <param name="OfConcerns">Whoever wrote it sees concerns and may have written of them: it is for those who see them too.</param>
[GenerateSerializer, Immutable, Alias("CaseDecision")]
public sealed record CaseDecision(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Actor,
    [property: Id(3)] string ActorName,
    [property: Id(4)] string What,
    [property: Id(5)] string Why,
    [property: Id(6)] bool OfConcerns)
{
    // What people wrote about a child stays out of logs, whatever prints this.
    public override string ToString() => $"decision {Id}";
}

public enum DecisionAnswer
{
    Done,

    /// <summary>No such pupil.</summary>
    NotFound,

    /// <summary>There are as many as are kept.</summary>
    Full,

    /// <summary>Another decision was recorded under this id.</summary>
    OtherContent,
}
