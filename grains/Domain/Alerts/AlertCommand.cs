using Orleans;

namespace RiskMonitor.Domain.Alerts;

/// <summary>What a person can do with an alert.</summary>
public enum AlertVerb
{
    Acknowledge = 0,
    Snooze = 1,

    /// <summary>Ask the next person of the ladder now.</summary>
    Escalate = 2,
    Note = 3,
    Watch = 4,
    Unwatch = 5,
    Close = 6,

    /// <summary>Take back what one has just done.</summary>
    Undo = 7,
}

/// <summary>A person's wish about one alert.</summary>
/// <param name="Actor">An opaque staff id.</param>
/// <param name="Note">What the person wrote, if anything. Setting aside, passing up and closing need one.</param>
/// <param name="CommandId">The same command twice is carried out once.</param>
/// <param name="Seen">The number of the last change the person had seen, when known: what has become more since is shown first.</param>
/// <param name="Until">The school day on which a snoozed alert comes back.</param>
/// <param name="Outcome">With which outcome it is closed.</param>
[GenerateSerializer, Immutable, Alias("AlertCommand")]
public sealed record AlertCommand(
    [property: Id(0)] AlertVerb Verb,
    [property: Id(1)] string Actor,
    [property: Id(2)] string? Note,
    [property: Id(3)] string CommandId,
    [property: Id(4)] int? Seen = null,
    [property: Id(5)] DateOnly? Until = null,
    [property: Id(6)] ClosureOutcome? Outcome = null);
