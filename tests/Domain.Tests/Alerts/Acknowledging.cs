using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Alerts;

/// <summary>The command that most tests give, in one word.</summary>
internal static class Acknowledging
{
    public static CommandOutcome Acknowledge(this AlertBoard board, AlertKey alert, string actor, string? note, string commandId, DateTimeOffset at) =>
        board.Carry(alert, new AlertCommand(AlertVerb.Acknowledge, actor, note, commandId), at, SchoolCalendar.Empty);
}
