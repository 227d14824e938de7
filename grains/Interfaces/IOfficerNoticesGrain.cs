using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>What the data-protection officer of a school is told at once, because nobody would look for it in the trail. Key: the school's id.</summary>
[Alias("IOfficerNoticesGrain")]
public interface IOfficerNoticesGrain : IGrainWithStringKey
{
    /// <summary>The newest first.</summary>
    [Alias("All"), ReadOnly]
    Task<ImmutableArray<OfficerNotice>> All();

    /// <summary>Audited, then stored: on disk when it answers. One of the same id is told once.</summary>
    [Alias("Raise")]
    Task Raise(OfficerNotice notice);

    /// <summary>The officer has looked into it. False: there is no such notice.</summary>
    [Alias("Settle")]
    Task<bool> Settle(string id, string actor, string? what);
}

/// <param name="Kind"><c>mass-viewing</c> or <c>break-glass</c>.</param>
/// <param name="Who">An opaque staff id.</param>
/// <param name="What">In words, without a pupil in them.</param>
/// <param name="SettledBy">An opaque staff id; null: it waits for the officer.</param>
[GenerateSerializer, Immutable, Alias("OfficerNotice")]
public sealed record OfficerNotice(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Kind,
    [property: Id(3)] string Who,
    [property: Id(4)] string What,
    [property: Id(5)] string? SettledBy = null,
    [property: Id(6)] DateTimeOffset? SettledAt = null,
    [property: Id(7)] string? Finding = null);

/// <summary>How many pupils one member of staff looks at. Key: their id.</summary>
[Alias("IViewingGrain")]
public interface IViewingGrain : IGrainWithStringKey
{
    /// <summary>They look at a pupil. Where that makes too many within a while, the officer is told before it answers.</summary>
    [Alias("Look")]
    Task Look(SchoolId school, StudentId student);
}
