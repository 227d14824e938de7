namespace RiskMonitor.Dashboard.Board;

/// <summary>
/// A long list in parts of some cards each. Only the parts near what is on the screen are painted; the others are as tall as they were,
/// so that the list can be scrolled like one that is painted whole.
/// </summary>
public sealed class CardParts
{
    /// <summary>A list of up to so many cards is painted whole.</summary>
    public const int LongFrom = 60;

    /// <summary>Full rows, whether one, two, three or four cards stand beside each other.</summary>
    public const int Size = 12;

    private readonly HashSet<int> _near = [0, 1];

    public static bool IsLong(int cards) => cards > LongFrom;

    public static int CountOf(int cards) => (cards + Size - 1) / Size;

    public static int PartOf(int index) => index / Size;

    public bool IsNear(int part) => _near.Contains(part);

    /// <summary>What came near the screen, and what went. False: nothing is to be painted anew.</summary>
    public bool Move(IReadOnlyCollection<int> came, IReadOnlyCollection<int> went)
    {
        var (before, gone) = (_near.Count, _near.RemoveWhere(went.Contains));
        _near.UnionWith(came);
        return gone > 0 || _near.Count != before - gone;
    }
}
