namespace RiskMonitor.Connectors;

/// <summary>
/// How many rows may go at once before we take it for a mistake: the wrong region's empty lists, a lost permission, a change of system that
/// renames everybody. 20 or 5 % of those known, whichever is less; 3 always may.
/// </summary>
internal static class MassChange
{
    public const int Most = 20;
    private const int AlwaysAllowed = 3;

    public static bool IsSuspicious(int going, int known, int most = Most) =>
        going > Math.Max(AlwaysAllowed, Math.Min(most, known / 20)) || (going > 0 && going == known && known > 1);

    public static UpstreamException Refused(int going, int known, string what = "pupils") => new(what == "pupils"
        ? $"{going} of {known} pupils would go from the roll at once: wrong address, lost permission or a change of system? Nothing was taken away."
        : $"{going} of {known} {what} would go at once: wrong address, lost permission or a change of system? Nothing was taken away.");
}
