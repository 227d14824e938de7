using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// What one turn of a school decided: stored whole or not at all. The transitions carry the board's next update
/// numbers, in order and without a gap; an outbox row names the update it tells of.
/// </summary>
public sealed record Outcome
{
    /// <summary>The journal is processed up to here; a person's command leaves it where it was.</summary>
    public required long ProcessedPosition { get; init; }

    public ImmutableArray<Transition> Transitions { get; init; } = [];

    public ImmutableArray<OutboxMessage> Outbox { get; init; } = [];
}

/// <summary>Something that must leave the system because of an update: sent by one channel, not before <see cref="DueAt"/>.</summary>
/// <param name="Channel">Who sends it, such as <c>email</c>: 1–64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>; one row an update and channel.</param>
/// <param name="Body">Sealed before it is stored.</param>
public sealed record OutboxMessage(long Update, string Channel, DateTimeOffset DueAt, ReadOnlyMemory<byte> Body);

/// <summary>The name of one outbox row.</summary>
public sealed record OutboxKey(SchoolId School, long Update, string Channel);

/// <summary>An outbox row that has not been sent yet.</summary>
public sealed record OutboxRow(OutboxKey Key, DateTimeOffset DueAt, ReadOnlyMemory<byte> Body);
