namespace RiskMonitor.Dashboard.Board;

/// <summary>What a wall shows at one moment: a page of cards, and how many are on the others.</summary>
public sealed record WallPage(IReadOnlyList<PupilCard> Cards, int Number, int Of, int More);

/// <summary>Turns the pages of a wall nobody touches.</summary>
public static class WallPages
{
    /// <summary>More cards than this cannot be read at three metres.</summary>
    public const int MostCards = 12;

    public static readonly TimeSpan PageTime = TimeSpan.FromSeconds(12);

    /// <summary>
    /// How many cards of the wall's big type a window takes, beside its head, foot and banners; sizes in CSS pixels.
    /// A card that does not fit waits for the next page: one that is cut off would be an alert nobody sees.
    /// </summary>
    public static int Fitting(int width, int height, int schools = 1, int banners = 0)
    {
        var card = schools > 1 ? 330 : 270;
        var free = height - 190 - (44 * schools) - (80 * banners);
        return Math.Clamp(Math.Max(1, width / 460) * Math.Max(1, free / card), 1, MostCards);
    }

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
