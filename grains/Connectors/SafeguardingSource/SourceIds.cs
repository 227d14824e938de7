using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// The contract's ids are opaque and may hold anything; ours stand in addresses and keys. One that is fit for that is kept as it is, every other
/// is a digest of it: always the same, and never that of two.
/// </summary>
internal static class SourceIds
{
    private const int DigestCharacters = 40;

    public static string Of(string id) => IdText.IsValid(id) ? id : Digest(id);

    /// <summary>An action's id is unique within its incident alone, and both may hold the dot that joins them.</summary>
    public static string OfAction(string incident, string action) =>
        $"{incident}.{action}" is var both && IdText.IsValid(both) && !incident.Contains('.', StringComparison.Ordinal) && !action.Contains('.', StringComparison.Ordinal) ? both
        : Digest(string.Create(CultureInfo.InvariantCulture, $"{incident.Length}:{incident}.{action}"));

    private static string Digest(string text) => $"x-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigestCharacters]}";
}
