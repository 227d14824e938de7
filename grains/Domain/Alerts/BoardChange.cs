using System.Collections.Immutable;

namespace RiskMonitor.Domain.Alerts;

/// <summary>The board after a change and what is to be stored and told, in order. No transitions: nothing to tell, though evidence may have attached.</summary>
public sealed record BoardChange(AlertBoard Board, ImmutableArray<Transition> Transitions);

/// <summary>What became of a person's command.</summary>
public abstract record CommandOutcome;

/// <summary>Done: store the transition, then keep the board.</summary>
public sealed record Accepted(AlertBoard Board, Transition Transition) : CommandOutcome;

/// <summary>The same command came before; this is what it did then. Nothing to store.</summary>
public sealed record AcceptedBefore(Transition Transition) : CommandOutcome;

/// <summary>No such alert on this board.</summary>
public sealed record NotFound : CommandOutcome;

/// <summary>It has become more since the person looked: they are shown what, and decide again.</summary>
public sealed record Overtaken(Transition By) : CommandOutcome;

/// <param name="Why">In words for the person.</param>
public sealed record NotAllowed(string Why) : CommandOutcome;

public sealed record AlreadyAcknowledgedBy(string Actor, DateTimeOffset At) : CommandOutcome;

/// <param name="State">Resolved or retracted.</param>
/// <param name="At">Since when.</param>
public sealed record NoLongerOpen(AlertState State, DateTimeOffset At) : CommandOutcome;
