using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;

namespace RiskMonitor.Interfaces;

/// <summary>A trust: which schools it has. Key: the trust's id.</summary>
[Alias("ITrustGrain")]
public interface ITrustGrain : IGrainWithStringKey
{
    [Alias("Join")]
    Task Join(SchoolId school);

    /// <summary>A school is the trust's no more: audited, then stored; grants over the trust reach it no longer, within a second. One that is none of its schools is no error.</summary>
    [Alias("Leave")]
    Task Leave(SchoolId school, string actor);

    [Alias("Schools"), ReadOnly]
    Task<ImmutableArray<SchoolId>> Schools();

    /// <summary>The schools, and what each of them shows to those who lead the trust.</summary>
    [Alias("Members"), ReadOnly]
    Task<ImmutableArray<TrustMember>> Members();

    /// <summary>A school says what it shows: audited, then stored, in force within a second. False: it is none of the trust's schools.</summary>
    /// <param name="shares">The text of <see cref="Domain.Access.Areas"/>; null: everything.</param>
    [Alias("Share")]
    Task<bool> Share(SchoolId school, string? shares, string actor);
}

/// <param name="Shares">The text of <see cref="Domain.Access.Areas"/>; null: everything.</param>
[GenerateSerializer, Immutable, Alias("TrustMember")]
public sealed record TrustMember([property: Id(0)] SchoolId School, [property: Id(1)] string? Shares);

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

    /// <summary>One more grant; one of the same id is replaced.</summary>
    [Alias("Give")]
    Task Give(GrantRecord grant);

    /// <param name="given">The id of the grant; one that is not held is no error.</param>
    [Alias("TakeBack")]
    Task TakeBack(string given);

    /// <summary>No session that began before this instant counts any more.</summary>
    [Alias("EndSessions")]
    Task EndSessions(DateTimeOffset before);

    /// <summary>One session counts no more.</summary>
    /// <param name="until">When it ends by itself; afterwards it need not be remembered.</param>
    [Alias("EndSession")]
    Task EndSession(string session, DateTimeOffset until);

    /// <summary>Somebody signed in with the identity provider, whose claims say what they are called and what they may. It grants nothing: sessions carry their own claims.</summary>
    [Alias("Visit")]
    Task Visit(StaffVisit visit);

    /// <summary>What the provider said when they last signed in; of what it gave nothing is left two weeks later. Null: they never did.</summary>
    [Alias("LastVisit"), ReadOnly]
    Task<StaffVisit?> LastVisit();

    [Alias("Settings"), ReadOnly]
    Task<KeptSettings> Settings();

    /// <summary>On disk when it answers. The same settings again are no change, whatever they are based on.</summary>
    /// <param name="basedOn">The version that was on the screen; another one meanwhile is not overwritten.</param>
    [Alias("Change")]
    Task<KeptSettings> Change(PersonalSettings settings, long basedOn);
}

/// <summary>Everybody who was ever granted something or keeps settings: ids only. Key: <c>staff</c>.</summary>
[Alias("IStaffListGrain")]
public interface IStaffListGrain : IGrainWithStringKey
{
    public const string Key = "staff";

    [Alias("Everyone"), ReadOnly]
    Task<ImmutableArray<string>> Everyone();

    [Alias("Add")]
    Task Add(string staff);
}

/// <summary>What a person chose for themselves.</summary>
[GenerateSerializer, Immutable, Alias("PersonalSettings")]
public sealed record PersonalSettings
{
    /// <summary>Where mail goes; null: the address that is configured for them, if any.</summary>
    [Id(0)] public string? Address { get; init; }

    /// <summary>Null: as is usual for their roles.</summary>
    [Id(1)] public DigestPlan? Plan { get; init; }

    [Id(2)] public bool Shortcuts { get; init; } = true;

    /// <summary>device, light or dark.</summary>
    [Id(3)] public string Theme { get; init; } = "device";

    /// <summary>The name colleagues know, as the identity provider gave it when they last changed something here.</summary>
    [Id(4)] public string? Name { get; init; }
}

/// <param name="Version">Counts the changes from 0, which is nothing chosen.</param>
/// <param name="Overtaken">They were changed meanwhile, on another screen: this is how they are, and nothing was stored.</param>
[GenerateSerializer, Immutable, Alias("KeptSettings")]
public sealed record KeptSettings([property: Id(0)] PersonalSettings Settings, [property: Id(1)] long Version, [property: Id(2)] bool Overtaken = false);

/// <summary>What somebody was granted, and since when sessions of theirs count.</summary>
[GenerateSerializer, Immutable, Alias("StaffStanding")]
public sealed record StaffStanding([property: Id(0)] ImmutableArray<GrantRecord> Grants, [property: Id(1)] DateTimeOffset SessionsSince)
{
    /// <summary>Sessions that were signed out of, and when each would have ended by itself.</summary>
    [Id(2)] public ImmutableDictionary<string, DateTimeOffset> Ended { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;
}

/// <summary>What the identity provider said of somebody when they signed in.</summary>
/// <param name="Grants">What their claims gave.</param>
[GenerateSerializer, Immutable, Alias("StaffVisit")]
public sealed record StaffVisit([property: Id(0)] string? Name, [property: Id(1)] ImmutableArray<GrantRecord> Grants, [property: Id(2)] DateTimeOffset At);

/// <summary>A role over a scope: <c>school:oakfield</c> or <c>trust:larkfield</c>.</summary>
/// <param name="Given">The id under which somebody at the school gave it; null: by whoever runs the service.</param>
/// <param name="Until">From this instant on it counts for nothing; null: until it is taken back.</param>
/// <param name="Years">The text of <see cref="Domain.Access.GrantedPupils"/>: year groups, or one pupil; null: all pupils.</param>
/// <param name="Areas">The text of <see cref="Domain.Access.Areas"/>; null: what the role shows.</param>
[GenerateSerializer, Immutable, Alias("GrantRecord")]
public sealed record GrantRecord(
    [property: Id(0)] string Role,
    [property: Id(1)] string Scope,
    [property: Id(2)] string? Given = null,
    [property: Id(3)] DateTimeOffset? Until = null,
    [property: Id(4)] string? Years = null,
    [property: Id(5)] string? Areas = null);
