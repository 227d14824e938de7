using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>A school's words for concerns and what they mean, as its safeguarding lead signed off; one table for every source. Key: the school's id.</summary>
[Alias("ICategoryGrain")]
public interface ICategoryGrain : IGrainWithStringKey
{
    [Alias("Signed"), AlwaysInterleave]
    Task<ImmutableArray<SignedCategory>> Signed();

    /// <summary>Every category that was seen at the school or signed off for it.</summary>
    [Alias("List")]
    Task<ImmutableArray<CategoryRow>> List();

    /// <summary>Audited, stored, then carried to the concerns it concerns. Null: done; else what is wrong with it.</summary>
    [Alias("SignOff")]
    Task<string?> SignOff(SignOffRequest request);
}

/// <param name="Name">The school's own.</param>
/// <param name="By">An opaque staff id.</param>
[GenerateSerializer, Immutable, Alias("SignedCategory")]
public sealed record SignedCategory(
    [property: Id(0)] string Name,
    [property: Id(1)] string Canonical,
    [property: Id(2)] int Severity,
    [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset At);

/// <param name="Count">Concerns that have it, of all sources.</param>
/// <param name="IsKnown">False: nobody has said what it means, and it counts as other with severity 2.</param>
[GenerateSerializer, Immutable, Alias("CategoryRow")]
public sealed record CategoryRow(
    [property: Id(0)] string Name,
    [property: Id(1)] int Count,
    [property: Id(2)] string Canonical,
    [property: Id(3)] int Severity,
    [property: Id(4)] bool IsKnown,
    [property: Id(5)] string? SignedBy,
    [property: Id(6)] DateTimeOffset? SignedAt);

/// <param name="Severity">1 to 4; null: the usual one of the canonical category.</param>
[GenerateSerializer, Immutable, Alias("SignOffRequest")]
public sealed record SignOffRequest(
    [property: Id(0)] string Name,
    [property: Id(1)] string Canonical,
    [property: Id(2)] int? Severity,
    [property: Id(3)] string Actor);
