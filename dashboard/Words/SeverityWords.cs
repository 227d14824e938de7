namespace RiskMonitor.Dashboard.Words;

/// <summary>A severity as people see it: rank, word, icon and style together, so that colour is never the only carrier.</summary>
/// <param name="Rank">4 is the most urgent.</param>
public sealed record SeverityLook(int Rank, string Word, string Icon, string Style);

/// <summary>The one place that maps a severity to words and looks.</summary>
public static class SeverityWords
{
    public static SeverityLook Of(string severity) => severity switch
    {
        "critical" => new(4, "Critical", "▲", "critical"),
        "high" => new(3, "High", "◆", "high"),
        "medium" => new(2, "Medium", "●", "medium"),
        "low" => new(1, "Low", "○", "low"),
        "info" => new(0, "Info", "i", "info"),
        // A severity this screen does not know yet is shown as it came and ranked with High: better looked at than lost.
        _ => new(3, severity, "?", "unknown"),
    };

    /// <summary>Those a filter offers, most urgent first.</summary>
    public static IReadOnlyList<string> All { get; } = ["critical", "high", "medium", "low", "info"];
}
