using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>
/// What was granted at one school by those who answer for its children. Key: the school's id. A grant begins as an invitation: whoever gives it
/// cannot know by which id the identity provider will name the colleague, so it waits for one person with its code.
/// </summary>
[Alias("IColleaguesGrain")]
public interface IColleaguesGrain : IGrainWithStringKey
{
    /// <summary>The same of a pupil whom nobody knows and of one whom who gives it may not see.</summary>
    public const string NoSuchPupil = "student: the school has no such pupil.";

    /// <summary>Those that are over too, the newest first.</summary>
    [Alias("All"), ReadOnly]
    Task<ImmutableArray<GivenGrant>> All();

    /// <summary>Audited, then stored. Null: done; else what is wrong with it.</summary>
    [Alias("Invite")]
    Task<string?> Invite(NewInvitation invitation);

    /// <summary>A colleague brings the code, within a week, and holds the grant from now on. Null: it is no code, or somebody else's by now.</summary>
    [Alias("Accept")]
    Task<GivenGrant?> Accept(string id, ImmutableArray<byte> codeHash, string staff, string name);

    /// <summary>Audited; the colleague loses it within a second, on open screens too. False: there is no such grant.</summary>
    [Alias("Withdraw")]
    Task<bool> Withdraw(string id, string actor);

    /// <summary>Somebody takes access to all pupils for a while. Audited, and the data-protection officer told, before it holds; it stands among the grants
    /// and is withdrawn like any other, by its notice's id. Answers until when.</summary>
    [Alias("BreakGlass")]
    Task<DateTimeOffset> BreakGlass(string actor, string reason);
}

/// <param name="For">Whom it is meant for, in the words of who gives it.</param>
/// <param name="GivenBy">An opaque staff id.</param>
/// <param name="Until">From this instant on it is over.</param>
/// <param name="Years">The text of <see cref="Domain.Access.GrantedPupils"/>: year groups, or one pupil; null: all pupils.</param>
/// <param name="Areas">The text of <see cref="Domain.Access.Areas"/>; null: what the role shows.</param>
/// <param name="AcceptedBy">An opaque staff id; null: nobody has come with the code.</param>
/// <param name="IsEmergency">Nobody gave it: who holds it took it, because it could not wait.</param>
[GenerateSerializer, Immutable, Alias("GivenGrant")]
public sealed record GivenGrant(
    [property: Id(0)] string Id,
    [property: Id(1)] string For,
    [property: Id(2)] string Role,
    [property: Id(3)] string GivenBy,
    [property: Id(4)] DateTimeOffset GivenAt,
    [property: Id(5)] DateTimeOffset Until,
    [property: Id(6)] string? AcceptedBy = null,
    [property: Id(7)] string? AcceptedName = null,
    [property: Id(8)] DateTimeOffset? AcceptedAt = null,
    [property: Id(9)] DateTimeOffset? WithdrawnAt = null,
    [property: Id(10)] string? WithdrawnBy = null,
    [property: Id(11)] string? Years = null,
    [property: Id(12)] string? Areas = null,
    [property: Id(13)] bool IsEmergency = false);

/// <param name="Days">For how long it holds: 1 to 400.</param>
/// <param name="Years">The text of <see cref="Domain.Access.YearGroups"/>; null: all of them.</param>
/// <param name="Areas">As of the grant.</param>
/// <param name="Student">The one pupil it is about: only a mark of the id is kept. Null: all of those years.</param>
/// <param name="CodeHash">SHA-256 of the code that the colleague will bring; the code itself is kept nowhere.</param>
[GenerateSerializer, Immutable, Alias("NewInvitation")]
public sealed record NewInvitation(
    [property: Id(0)] string Id,
    [property: Id(1)] string For,
    [property: Id(2)] string Role,
    [property: Id(3)] int Days,
    [property: Id(4)] ImmutableArray<byte> CodeHash,
    [property: Id(5)] string Actor,
    [property: Id(6)] string? Years = null,
    [property: Id(7)] string? Areas = null,
    [property: Id(8)] StudentId? Student = null);
