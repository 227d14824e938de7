using System.Collections.Immutable;
using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Board;

/// <summary>
/// The lanes as they were last drawn up. A second that passes and a heartbeat change no lane, and drawing up ten thousand alerts costs a
/// screen several of its pictures.
/// </summary>
public sealed class LaneSheet
{
    private readonly Dictionary<string, (ImmutableDictionary<string, AlertCard> Alerts, string Name, BoardFilter Filter, Lane Lane)> _drawn = new(StringComparer.Ordinal);

    public Lane Of(BoardModel board, BoardFilter filter)
    {
        if (_drawn.TryGetValue(board.School, out var known) && ReferenceEquals(known.Alerts, board.Alerts) && known.Name == board.Name && known.Filter == filter)
        {
            return known.Lane;
        }

        var lane = Lane.From(board, filter);
        _drawn[board.School] = (board.Alerts, board.Name, filter, lane);
        return lane;
    }
}
