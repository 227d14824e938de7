namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// How many pupils may go at once before we take it for a mistake: the wrong region's empty lists, a lost permission, a change of system that
/// renames everybody. 20 pupils or 5 % of the roll, whichever is less; 3 always may.
/// </summary>
internal static class MassChange
{
    private const int Most = 20;
    private const int AlwaysAllowed = 3;

    public static bool IsSuspicious(int going, int onRoll) =>
        going > Math.Max(AlwaysAllowed, Math.Min(Most, onRoll / 20)) || (going > 0 && going == onRoll && onRoll > 1);

    public static UpstreamException Refused(int going, int onRoll) => new(
        $"{going} of {onRoll} pupils would go from the roll at once: wrong address, lost permission or a change of system? Nothing was taken away.");
}
