using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Board;

/// <summary>Hub groups are derived here from a decision, never named by a client: one for each school and clearance.</summary>
internal static class BoardGroups
{
    public static readonly Clearance[] Clearances = [Clearance.Wall, Clearance.Attendance, Clearance.Full];

    public static string Of(string school, Clearance clearance) => $"board:{school}:{clearance}";
}
