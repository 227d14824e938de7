using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>What is said of one alert beside its evidence.</summary>
public static class AlertWords
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Who has it and since when, why it is leaving, or that it was there before us; empty when it simply waits.</summary>
    public static string State(AlertCard alert, DateTimeOffset now) => alert.State switch
    {
        AlertStates.Resolved when alert.ClosedBy is { } closer => $"Closed by {Plain.Person(closer)}: {Lower(WorkVerbs.OutcomeWords(alert.Outcome))}.",
        AlertStates.Retracted => $"Retracted: {alert.Because ?? "corrected data show that it was never true."}",
        AlertStates.Resolved => $"Resolved: {alert.Because ?? "the condition no longer holds."}",
        _ when alert.SnoozedUntil is { } until => $"Set aside{(alert.SnoozedBy is null ? "" : $" by {Plain.Person(alert.SnoozedBy)}")} until {SchoolTime.Day(until)}, or until it gets worse",
        AlertStates.Acknowledged when alert.AcknowledgedAt is { } since => $"Acknowledged by {Plain.Person(alert.AcknowledgedBy)} since {SchoolTime.Since(since, now)}",
        AlertStates.Acknowledged => $"Acknowledged by {Plain.Person(alert.AcknowledgedBy)}",
        _ when alert.PreExisting => $"Already true when monitoring began, since {SchoolTime.DayAndYear(alert.Effective)}",
        _ => Asked(alert, now),
    };

    private static string Asked(AlertCard alert, DateTimeOffset now)
    {
        var asked = alert.Step > 0 && alert.Asked is { } who ? $"Nobody has taken it on: {who} is asked. " : "";
        var next = alert.NextAt is { } at && at > now ? $"{(alert.Step == 0 ? "The deputy is asked" : alert.Step == 1 ? "The head is asked" : "The head is asked again")} {(at - now < Day ? $"in {Ages.Length(at - now)}" : $"on {SchoolTime.DayAndClock(at)}")}. " : "";
        return $"{asked}{next}{(alert.Flapping ? "It comes and goes: the third time or more in ten school days." : "")}".TrimEnd();
    }

    private static string Lower(string words) => words.Length == 0 ? "" : char.ToLowerInvariant(words[0]) + words[1..];
}
