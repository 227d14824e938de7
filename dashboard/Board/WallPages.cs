namespace RiskMonitor.Dashboard.Board;

/// <summary>What a wall shows at one moment: a page of cards, and how many are on the others.</summary>
public sealed record WallPage(IReadOnlyList<PupilCard> Cards, int Number, int Of, int More);

/// <summary>Turns the pages of a wall nobody touches.</summary>
public static class WallPages
{
    /// <summary>More cards than this cannot be read at three metres.</summary>
    public const int MostCards = 12;

    public static readonly TimeSpan PageTime = TimeSpan.FromSeconds(12);

    /// <summary>How many cards of the wall's big type a window takes, beside its head and foot; sizes in CSS pixels.</summary>
    public static int Fitting(int width, int height) =>
        Math.Clamp(Math.Max(1, width / 440) * Math.Max(1, (height - 230) / 270), 1, MostCards);

    /// <param name="fits">Cards that fit the screen; at most <see cref="MostCards"/> are shown.</param>
    /// <param name="turn">Counts page turns for ever.</param>
    public static WallPage At(IReadOnlyList<PupilCard> cards, int fits, long turn)
    {
        var size = Math.Clamp(fits, 1, MostCards);
        var pages = Math.Max(1, (cards.Count + size - 1) / size);
        var page = (int)(turn % pages);
        var shown = cards.Skip(page * size).Take(size).ToList();
        return new WallPage(shown, page + 1, pages, cards.Count - shown.Count);
    }
}
