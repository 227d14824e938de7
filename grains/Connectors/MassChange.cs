using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RiskMonitor.Connectors;

/// <summary>
/// How many rows may go at once before we take it for a mistake: the wrong region's empty lists, a lost permission, a change of system that
/// renames everybody. 20 or 5 % of those known, whichever is less; 3 always may. Of the roll a person may say that it is meant.
/// </summary>
internal static class MassChange
{
    public const int Most = 20;
    private const int AlwaysAllowed = 3;

    public static bool IsSuspicious(int going, int known, int most = Most) =>
        going > Math.Max(AlwaysAllowed, Math.Min(most, known / 20)) || (going > 0 && going == known && known > 1);

    public static UpstreamException Refused(int going, int known, string what) =>
        new($"{going} of {known} {what} would go at once: wrong address, lost permission or a change of system? Nothing was taken away.");

    /// <summary>Of pupils.</summary>
    /// <param name="mayBeMeant">Whether a person may say that it is; of a list of nobody nobody may.</param>
    public static UpstreamException Refused(IReadOnlyCollection<string> going, int known, bool mayBeMeant = true) =>
        new($"{going.Count} of {known} pupils would go from the roll at once: wrong address, lost permission or a change of system? Nothing was taken away.")
        {
            Change = mayBeMeant ? new RefusedChange(IdOf(going, known), going.Count, known) : null,
        };

    /// <summary>Of pupils, few enough to be believed, were it not that the source itself counts more than its list had.</summary>
    public static UpstreamException Doubted(IReadOnlyCollection<string> going, int known, int counted, int listed) =>
        new($"{going.Count} of {known} pupils would go from the roll, but the source counts {counted} pupils and its list had {listed}: was it read whole? Nothing was taken away.")
        {
            Change = new RefusedChange(IdOf(going, known), going.Count, known),
        };

    /// <summary>Whether a person has said of just these pupils, among just so many, that they have gone.</summary>
    public static bool IsAccepted(UpstreamBinding binding, IEnumerable<string> going, int known) =>
        binding.AcceptedChange is { } accepted && accepted == IdOf(going, known);

    private static string IdOf(IEnumerable<string> going, int known) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{known} {string.Join(' ', going.Order(StringComparer.Ordinal))}"))))[..32];
}

/// <summary>So many pupils would go from the roll at once that it was taken for a mistake.</summary>
/// <param name="Id">Stands for just these pupils among just so many, and tells none of them: another change has another.</param>
public sealed record RefusedChange(string Id, int Going, int Known);
