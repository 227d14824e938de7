using System.Collections.Immutable;

namespace RiskMonitor.Domain.Access;

/// <summary>
/// The pupils whose data one person has looked at lately. More of them within the window than anybody needs is told once, and again only when
/// the window has passed. Pure: the time is given.
/// </summary>
/// <param name="Seen">When each was last looked at.</param>
/// <param name="ToldAt">When it was last told; null: never.</param>
public sealed record ViewingWatch(ImmutableDictionary<string, DateTimeOffset> Seen, DateTimeOffset? ToldAt)
{
    public static ViewingWatch Empty { get; } = new(ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal), null);

    /// <returns>How many there were within the window, if it is to be told.</returns>
    /// <remarks>The window is half-open: what is exactly as old as it is out of it.</remarks>
    public (ViewingWatch Next, int? Tell) Look(string pupil, DateTimeOffset at, int most, TimeSpan window)
    {
        var seen = Seen.RemoveRange(Seen.Where(each => at - each.Value >= window).Select(each => each.Key)).SetItem(pupil, at);
        var isTold = ToldAt is { } told && at - told < window;
        return seen.Count <= most || isTold ? (this with { Seen = seen }, null) : (new ViewingWatch(seen, at), seen.Count);
    }
}
