using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;

namespace RiskMonitor.Interfaces;

/// <param name="Update">The board's last change, up to which each of the lists is.</param>
/// <param name="Lists">One for each scope asked about, in their order.</param>
[GenerateSerializer, Immutable, Alias("SchoolNews")]
public sealed record SchoolNews(
    [property: Id(0)] string Name,
    [property: Id(1)] long Update,
    [property: Id(2)] ImmutableArray<DigestItems> Lists);

[GenerateSerializer, Immutable, Alias("DigestItems")]
public sealed record DigestItems([property: Id(0)] ImmutableArray<DigestItem> Items);

/// <summary>The outbox as operators see it, and the lists that the links of digests open. Key: <c>outbox</c>.</summary>
[Alias("IOutboxGrain")]
public interface IOutboxGrain : IGrainWithStringKey
{
    /// <param name="after">The id of the last one of the page before. Null answer: there is no such digest any more.</param>
    [Alias("PageAfter"), ReadOnly]
    Task<OutboxPage?> Page(OutboxState? state, string? after, int limit);

    /// <summary>Sends a digest again, under the same Message-ID: audited first. False: there is no such digest.</summary>
    [Alias("Resend")]
    Task<bool> Resend(string id, string actor);

    /// <summary>What a digest covers; null: there is no such digest.</summary>
    [Alias("Find"), ReadOnly]
    Task<DigestCover?> Find(string id);
}

/// <summary>How far a digest has come. Stored as a number: never renumber.</summary>
public enum OutboxState
{
    Waiting = 0,
    Sent = 1,

    /// <summary>Given up: somebody must look.</summary>
    Dead = 2,

    /// <summary>There was nothing new or worse in the period: nothing is sent.</summary>
    Nothing = 3,
}

/// <param name="Mail">Why no mail can be sent, in words; null when it is configured.</param>
/// <param name="Channels">The names of the webhooks and Teams channels that are configured.</param>
[GenerateSerializer, Immutable, Alias("OutboxPage")]
public sealed record OutboxPage(
    [property: Id(0)] string? Mail,
    [property: Id(1)] ImmutableArray<string> Channels,
    [property: Id(2)] ImmutableArray<int> Counts,
    [property: Id(3)] ImmutableArray<OutboxLine> Lines);

/// <param name="Recipient">Masked.</param>
[GenerateSerializer, Immutable, Alias("OutboxLine")]
public sealed record OutboxLine(
    [property: Id(0)] string Id,
    [property: Id(1)] string Channel,
    [property: Id(2)] string Recipient,
    [property: Id(3)] string Period,
    [property: Id(4)] OutboxState State,
    [property: Id(5)] int Tries,
    [property: Id(6)] string? LastError,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] DateTimeOffset? SentAt,
    [property: Id(9)] DateTimeOffset? NextTryAt);

/// <summary>The boards and changes of a digest: enough to find the very same list again.</summary>
[GenerateSerializer, Immutable, Alias("DigestCover")]
public sealed record DigestCover([property: Id(0)] string Period, [property: Id(1)] DateTimeOffset CreatedAt, [property: Id(2)] ImmutableArray<BoardCover> Boards);

[GenerateSerializer, Immutable, Alias("BoardCover")]
public sealed record BoardCover([property: Id(0)] SchoolId School, [property: Id(1)] DigestScope Scope);
