namespace RiskMonitor.Domain.Alerts;

/// <summary>What can happen to an alert.</summary>
public enum AlertEvent
{
    Raised,
    SeverityRose,
    Acknowledged,
    Cleared,
    FoundNeverTrue,
    Snoozed,
    Woken,
    Escalated,
    Noted,
    Watched,
    Unwatched,
    Lapsed,
    Undone,
    SnoozeUndone,
    ClosedByPerson,
    ToldAgain,
}

/// <param name="To">The next state, or null when nothing changes.</param>
/// <param name="Reason">Why, in plain words.</param>
public readonly record struct LifeStep(AlertState? To, string Reason);

/// <summary>The life of an alert as one pure function of state and event.</summary>
public static class AlertLife
{
    public static bool IsOpen(AlertState state) => state is AlertState.Firing or AlertState.Acknowledged;

    /// <exception cref="ArgumentOutOfRangeException">A state that no rule reaches: none has a waiting time yet.</exception>
    public static LifeStep Next(AlertState state, AlertEvent happened) => (state, happened) switch
    {
        (AlertState.Inactive, AlertEvent.Raised) => new(AlertState.Firing, "the condition came to hold and the rule has no waiting time"),
        (AlertState.Inactive, AlertEvent.Undone) => new(AlertState.Firing, "its closure was taken back"),
        (AlertState.Inactive, _) => new(null, "nothing has been raised"),
        (AlertState.Firing, AlertEvent.SeverityRose) => new(AlertState.Firing, "it became more urgent and is told again"),
        (AlertState.Acknowledged, AlertEvent.SeverityRose) => new(AlertState.Firing, "it became more urgent; an acknowledgement is not a silence"),
        (AlertState.Firing, AlertEvent.Acknowledged) => new(AlertState.Acknowledged, "a person has taken it on"),
        (AlertState.Acknowledged, AlertEvent.Acknowledged) => new(null, "a person has taken it on already"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Raised) => new(null, "it is open; new evidence attaches to it"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Cleared) => new(AlertState.Resolved, "the condition held and has cleared"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.FoundNeverTrue) => new(AlertState.Retracted, "corrected data show that it was never true"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.ClosedByPerson) => new(AlertState.Resolved, "a person has ended it, with an outcome"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Snoozed) => new(state, "it is set aside until a date, or until it gets worse"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Noted or AlertEvent.Watched or AlertEvent.Unwatched or AlertEvent.SnoozeUndone) => new(state, "it is no answer"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Woken) => new(AlertState.Firing, "the date it was set aside until has come"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.ToldAgain) => new(AlertState.Firing, "there is much more of it"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Escalated) => new(AlertState.Firing, "the next person is asked"),
        (AlertState.Acknowledged, AlertEvent.Lapsed) => new(AlertState.Firing, "it was taken on and nothing came of it"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Undone) => new(AlertState.Firing, "a person took back what they had done"),
        (AlertState.Firing, AlertEvent.Lapsed) => new(null, "nobody has taken it on"),
        (AlertState.Resolved or AlertState.Retracted, _) => new(null, "this episode is over; what comes now is another episode"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No rule has a waiting time, so no alert is in this state."),
    };
}
