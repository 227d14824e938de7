using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>A trust: which schools it has. Key: the trust's id.</summary>
[Alias("ITrustGrain")]
public interface ITrustGrain : IGrainWithStringKey
{
    [Alias("Join")]
    Task Join(SchoolId school);

    [Alias("Schools"), ReadOnly]
    Task<ImmutableArray<SchoolId>> Schools();
}

/// <summary>A member of staff, by an opaque id: what they were granted. Key: the id the identity provider gives.</summary>
[Alias("IStaffGrain")]
public interface IStaffGrain : IGrainWithStringKey
{
    [Alias("Grants"), ReadOnly]
    Task<ImmutableArray<GrantRecord>> Grants();

    [Alias("Replace")]
    Task Replace(ImmutableArray<GrantRecord> grants);

    [Alias("Standing"), ReadOnly]
    Task<StaffStanding> Standing();

    /// <summary>No session that began before this instant counts any more.</summary>
    [Alias("EndSessions")]
    Task EndSessions(DateTimeOffset before);
}

/// <summary>What somebody was granted, and since when sessions of theirs count.</summary>
[GenerateSerializer, Immutable, Alias("StaffStanding")]
public sealed record StaffStanding([property: Id(0)] ImmutableArray<GrantRecord> Grants, [property: Id(1)] DateTimeOffset SessionsSince);

/// <summary>A role over a scope: <c>school:oakfield</c> or <c>trust:larkfield</c>.</summary>
[GenerateSerializer, Immutable, Alias("GrantRecord")]
public sealed record GrantRecord([property: Id(0)] string Role, [property: Id(1)] string Scope);
