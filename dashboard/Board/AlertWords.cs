using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>What is said of one alert beside its evidence.</summary>
public static class AlertWords
{
    /// <summary>Who has it and since when, why it is leaving, or that it was there before us; empty when it simply waits.</summary>
    public static string State(AlertCard alert, DateTimeOffset now) => alert.State switch
    {
        AlertStates.Retracted => $"Retracted: {alert.Because ?? "corrected data show that it was never true."}",
        AlertStates.Resolved => $"Resolved: {alert.Because ?? "the condition no longer holds."}",
        AlertStates.Acknowledged when alert.AcknowledgedAt is { } since => $"Acknowledged by {Plain.Person(alert.AcknowledgedBy)} since {SchoolTime.Since(since, now)}",
        AlertStates.Acknowledged => $"Acknowledged by {Plain.Person(alert.AcknowledgedBy)}",
        _ when alert.PreExisting => $"Already true when monitoring began, since {SchoolTime.DayAndYear(alert.Effective)}",
        _ => "",
    };
}
