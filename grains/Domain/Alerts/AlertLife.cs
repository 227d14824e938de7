namespace RiskMonitor.Domain.Alerts;

/// <summary>What can happen to an alert today. A lead's closure and a snooze join here.</summary>
public enum AlertEvent
{
    Raised,
    SeverityRose,
    Acknowledged,
    Cleared,
    FoundNeverTrue,
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
        (AlertState.Inactive, _) => new(null, "nothing has been raised"),
        (AlertState.Firing, AlertEvent.SeverityRose) => new(AlertState.Firing, "it became more urgent and is told again"),
        (AlertState.Acknowledged, AlertEvent.SeverityRose) => new(AlertState.Firing, "it became more urgent; an acknowledgement is not a silence"),
        (AlertState.Firing, AlertEvent.Acknowledged) => new(AlertState.Acknowledged, "a person has taken it on"),
        (AlertState.Acknowledged, AlertEvent.Acknowledged) => new(null, "a person has taken it on already"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Raised) => new(null, "it is open; new evidence attaches to it"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.Cleared) => new(AlertState.Resolved, "the condition held and has cleared"),
        (AlertState.Firing or AlertState.Acknowledged, AlertEvent.FoundNeverTrue) => new(AlertState.Retracted, "corrected data show that it was never true"),
        (AlertState.Resolved or AlertState.Retracted, _) => new(null, "this episode is over; what comes now is another episode"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No rule has a waiting time, so no alert is in this state."),
    };
}
