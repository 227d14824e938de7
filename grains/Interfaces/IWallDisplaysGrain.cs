using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RiskMonitor.Interfaces;

/// <summary>The screens that may show a school's wall without anybody signed in. Key: the school's id.</summary>
[Alias("IWallDisplaysGrain")]
public interface IWallDisplaysGrain : IGrainWithStringKey
{
    /// <summary>Those withdrawn too, the newest first.</summary>
    [Alias("All"), ReadOnly]
    Task<ImmutableArray<WallDisplay>> All();

    /// <summary>Audited, then stored. Null: done; else what is wrong with it.</summary>
    [Alias("Admit")]
    Task<string?> Admit(NewWallDisplay display);

    /// <summary>A screen brings its secret, once and within a day. Null: nothing is known by it, or it was brought before.</summary>
    [Alias("Enter")]
    Task<WallDisplay?> Enter(string id, ImmutableArray<byte> secretHash);

    /// <summary>Null: it may show nothing (any more).</summary>
    [Alias("Standing"), ReadOnly]
    Task<WallDisplay?> Standing(string id);

    /// <summary>Audited, then stored; the screen is dark within a second. False: there is no such display.</summary>
    [Alias("Withdraw")]
    Task<bool> Withdraw(string id, string actor);
}

/// <param name="Name">Where it hangs, such as "Safeguarding office".</param>
/// <param name="CreatedBy">An opaque staff id.</param>
/// <param name="EnteredAt">When a screen came with the secret; null: none has.</param>
[GenerateSerializer, Immutable, Alias("WallDisplay")]
public sealed record WallDisplay(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string CreatedBy,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] DateTimeOffset Until,
    [property: Id(5)] DateTimeOffset? EnteredAt,
    [property: Id(6)] DateTimeOffset? WithdrawnAt,
    [property: Id(7)] string? WithdrawnBy);

/// <param name="Days">For how long it may show the wall: 1 to 400.</param>
/// <param name="SecretHash">SHA-256 of the secret that the screen will bring; the secret itself is kept nowhere.</param>
[GenerateSerializer, Immutable, Alias("NewWallDisplay")]
public sealed record NewWallDisplay(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] int Days,
    [property: Id(3)] ImmutableArray<byte> SecretHash,
    [property: Id(4)] string Actor);
