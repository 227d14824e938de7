namespace RiskMonitor.Dashboard.Access;

/// <summary>The code that somebody brought to <c>/join</c>, in memory only: it outlives signing in on this page, and no address but its own ever holds it.</summary>
public sealed class BroughtCode
{
    public string Code { get; set; } = "";
}
