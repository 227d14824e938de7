using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>What a pupil's rules may know of a child of the same household at the same school.</summary>
/// <param name="ConcernsOn">The dates on which concerns about the sibling happened, oldest first.</param>
/// <param name="Serious">The sibling's alerts of high severity or above, open and over, but for those that siblings say of each other; by raise.</param>
[GenerateSerializer, Immutable, Alias("SiblingFacts")]
public sealed record SiblingFacts(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] ImmutableArray<DateOnly> ConcernsOn,
    [property: Id(2)] ImmutableArray<EpisodeSpan> Serious);

/// <summary>What other pupils' records say that concerns this one. Put together by the school at the moment of asking; empty for most pupils.</summary>
/// <param name="NamedIn">Child-on-child concerns that name this pupil, whoever they were filed for; one per concern, by id.</param>
/// <param name="Reviews">When somebody reviewed or closed one of those, in whoever's file.</param>
[GenerateSerializer, Immutable, Alias("PupilContext")]
public sealed record PupilContext(
    [property: Id(0)] ImmutableArray<SiblingFacts> Siblings,
    [property: Id(1)] ImmutableArray<Concern> NamedIn,
    [property: Id(3)] ImmutableArray<DateTimeOffset> Reviews)
{
    public static PupilContext None { get; } = new([], [], []);
}
