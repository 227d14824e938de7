using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Board;

/// <summary>Hub groups are derived here from a decision, never named by a client: one for each school and what is seen of it.</summary>
internal static class BoardGroups
{
    public static string Of(string school, Sight sight) => $"board:{school}:{sight.Text}";
}
