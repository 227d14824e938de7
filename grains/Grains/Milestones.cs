using System.Diagnostics;

namespace RiskMonitor.Grains;

/// <summary>
/// The moments of an observation's travel at which a crash must lose nothing and double nothing, announced to whoever listens
/// (<see cref="DiagnosticListener"/> "RiskMonitor"). Tests kill the process at each of them.
/// </summary>
public static class Milestones
{
    public const string ListenerName = "RiskMonitor";
    public const string BeforeAppend = "journal.before-append";
    public const string Appended = "journal.appended";
    public const string BeforeCommit = "outcome.before-commit";
    public const string Committed = "outcome.committed";
    public const string Told = "board.told";
    public const string Delivered = "digest.delivered";

    private static readonly DiagnosticListener Listener = new(ListenerName);

    public static void Reach(string milestone)
    {
        if (Listener.IsEnabled(milestone))
            Listener.Write(milestone, null);
    }
}
