using Orleans;

namespace RiskMonitor.Domain.Alerts;

/// <summary>The life of an alert, in order; <see cref="Retracted"/> means that corrected data show it was never true.</summary>
public enum AlertState
{
    Inactive = 0,
    Pending = 1,
    Firing = 2,
    Acknowledged = 3,
    Clearing = 4,
    Resolved = 5,
    Retracted = 6,
}

/// <summary>What made an alert change.</summary>
public enum Cause
{
    Observation = 0,
    Timer = 1,
    Person = 2,

    /// <summary>Already true at the first import, or when an edition of the rules came into force: listed as pre-existing, nobody is paged.</summary>
    Baseline = 3,
}

/// <summary>What happened, where the states alone do not say it. Stored as a number: never renumber.</summary>
public enum TransitionKind
{
    /// <summary>Raised, told again as more severe, acknowledged, cleared or retracted: the states say which.</summary>
    Changed = 0,

    /// <summary>Set aside by a person until a date, or until it gets worse.</summary>
    Snoozed = 1,

    /// <summary>The date of a snooze has come.</summary>
    Woken = 2,

    /// <summary>Nobody took it on in time, or a person passed it up: the next step of the ladder is asked.</summary>
    Escalated = 3,

    Noted = 4,

    /// <summary>A person wants to be told of whatever is added to it.</summary>
    Watched = 5,

    Unwatched = 6,

    /// <summary>It was taken on, and nothing has come of it for too long.</summary>
    Lapsed = 7,

    /// <summary>A person took back what they had done just before.</summary>
    Undone = 8,

    /// <summary>A person ended it, with an outcome.</summary>
    Closed = 9,

    /// <summary>Its evidence has doubled, or somebody watches it and something was added.</summary>
    ToldAgain = 10,
}

/// <summary>What an alert that a person closed was worth. Counted for each rule, so that noise is seen.</summary>
public enum ClosureOutcome
{
    /// <summary>It led to something being done for the child.</summary>
    Acted = 1,

    /// <summary>Right to look, nothing further is needed.</summary>
    NoFurtherAction = 2,

    /// <summary>It told nothing that was not known, or did not matter.</summary>
    NotUseful = 3,

    /// <summary>What was recorded is wrong.</summary>
    WrongData = 4,
}

/// <summary>One stored change of one alert. <see cref="Sequence"/> counts from 1 within the alert and has no gaps.</summary>
[GenerateSerializer, Immutable, Alias("Transition")]
public sealed record Transition
{
    [Id(0)] public required AlertKey Alert { get; init; }

    [Id(1)] public required int Sequence { get; init; }

    [Id(2)] public required AlertState From { get; init; }

    [Id(3)] public required AlertState To { get; init; }

    [Id(4)] public required Severity Severity { get; init; }

    /// <summary>The London date of the step at which the condition came to hold.</summary>
    [Id(5)] public required DateOnly Effective { get; init; }

    /// <summary>When we came to know.</summary>
    [Id(6)] public required DateTimeOffset At { get; init; }

    [Id(7)] public required Cause Cause { get; init; }

    [Id(8)] public required int RuleVersion { get; init; }

    [Id(9)] public required Evidence Evidence { get; init; }

    /// <summary>Who did it, when a person did: an opaque staff id.</summary>
    [Id(10)] public string? Actor { get; init; }

    [Id(11)] public string? Note { get; init; }

    /// <summary>The id of the command that asked for it: the same command twice is one transition.</summary>
    [Id(12)] public string? CommandId { get; init; }

    /// <summary>The number of this change on the school's board, from 1, without gaps. 0 until the board has numbered it.</summary>
    [Id(13)] public long Update { get; init; }

    /// <summary>The edition of the school's rules that judges the alert, from its raise to its end; 0 is the catalogue.</summary>
    [Id(14)] public int Edition { get; init; }

    [Id(15)] public TransitionKind Kind { get; init; }

    /// <summary>The school day on which a snoozed alert comes back.</summary>
    [Id(16)] public DateOnly? Until { get; init; }

    /// <summary>The step of the ladder it was escalated to, from 1.</summary>
    [Id(17)] public int? Step { get; init; }

    /// <summary>With which outcome a person closed it.</summary>
    [Id(18)] public ClosureOutcome? Outcome { get; init; }
}
