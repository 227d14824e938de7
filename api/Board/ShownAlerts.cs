using RiskMonitor.Domain.Alerts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Board;

/// <summary>
/// Which open alerts a screen that sees a part of a school has on it. What a pupil's new year group, or another category of a concern, takes away
/// or brings is no change of the alert, so no numbered update tells it: the screen must start anew.
/// </summary>
internal sealed class ShownAlerts
{
    private readonly Lock turn = new();

    // What the last beat found, and what screens that came since were given.
    private readonly Dictionary<Sight, List<HashSet<string>>> shown = [];

    /// <summary>Whoever sees everything, or masked cards alone, never loses one by a word about a pupil.</summary>
    public static bool Concerns(Sight sight) => !sight.Equals(Sight.Everything) && sight.Clearance != Clearance.Wall;

    /// <summary>A change is told: what has come and gone by it.</summary>
    /// <returns>Whether it takes away from these screens what they show.</returns>
    public bool Tell(Sight sight, AlertView alert)
    {
        lock (turn)
        {
            if (!shown.TryGetValue(sight, out var screens))
                return false;
            var (isSeen, isOpen, isTaken) = (sight.MaySee(alert.Facts), alert.State is AlertState.Firing or AlertState.Acknowledged, false);
            foreach (var alerts in screens)
            {
                if (isSeen && isOpen) alerts.Add(alert.Key.Text);
                else isTaken |= alerts.Remove(alert.Key.Text);
            }

            return isTaken && !isSeen;
        }
    }

    /// <summary>One of these screens is given the board: what it shows until the next beat looks.</summary>
    public void Give(Sight sight, BoardView board)
    {
        var given = Seen(sight, board);
        lock (turn)
        {
            if (!shown.TryGetValue(sight, out var screens))
                shown[sight] = [given];
            else if (!screens.Exists(given.SetEquals))
                screens.Add(given);
        }
    }

    /// <summary>The board as it stands.</summary>
    /// <returns>Whether these screens show something else.</returns>
    public bool Compare(Sight sight, BoardView board)
    {
        var now = Seen(sight, board);
        lock (turn)
        {
            var isOther = shown.TryGetValue(sight, out var before) && !before.TrueForAll(now.SetEquals);
            shown[sight] = [now];
            return isOther;
        }
    }

    /// <summary>Nobody with these sights is there any more.</summary>
    public void Keep(IReadOnlyCollection<Sight> sights)
    {
        lock (turn)
        {
            foreach (var gone in shown.Keys.Except(sights).ToList())
                shown.Remove(gone);
        }
    }

    private static HashSet<string> Seen(Sight sight, BoardView board) =>
        board.Alerts.Where(alert => sight.MaySee(alert.Facts)).Select(alert => alert.Key.Text).ToHashSet(StringComparer.Ordinal);
}
