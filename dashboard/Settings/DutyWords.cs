namespace RiskMonitor.Dashboard.Settings;

/// <summary>The words of the rota.</summary>
public static class DutyWords
{
    public static IReadOnlyList<string> Days { get; } = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
}
