using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain;

/// <summary>Takes a page of marks into <see cref="MarkArrivals"/>, copying each session's list once a page rather than once a mark.</summary>
internal sealed class MarkArrivalsIntake(MarkArrivals arrivals)
{
    private readonly Dictionary<SchoolSession, int[]> _copies = [];
    private MarkArrivals _arrivals = arrivals;
    private SchoolSession _lastAt;
    private int[]? _last;

    internal void Take(SchoolSession at, int place, bool isMarked, DateTimeOffset receivedAt)
    {
        MoveTo(receivedAt);
        if (isMarked)
        {
            _arrivals = _arrivals.WithFirst(at.Date, receivedAt);
            if (_arrivals.LastReceivedAt is not { } last || last < receivedAt) _arrivals = _arrivals with { LastReceivedAt = receivedAt };
        }

        if (!_arrivals.Keeps(at.Date)) return;
        var seconds = SecondsOf(at, place);
        var second = MarkArrivals.SecondOf(receivedAt);
        seconds[place] = !isMarked ? 0 : seconds[place] == 0 ? second : Math.Min(seconds[place], second);
    }

    /// <summary>Two records turned out to be one child: what came for one of them counts for the other.</summary>
    internal void Join(int from, int into)
    {
        foreach (var session in _arrivals.Sessions)
        {
            var seconds = SecondsOf(session.At, Math.Max(from, into));
            if (seconds[from] != 0) seconds[into] = seconds[into] == 0 ? seconds[from] : Math.Min(seconds[into], seconds[from]);
        }
    }

    internal MarkArrivals Done()
    {
        if (_copies.Count == 0) return _arrivals;
        var others = _arrivals.Sessions.Where(each => !_copies.ContainsKey(each.At));
        var sessions = others.Concat(_copies.Select(each => new SessionArrivals(each.Key, each.Value))).Where(each => each.At.Date >= _arrivals.OldestKept);
        return _arrivals with { Sessions = [.. sessions.OrderBy(each => each.At)] };
    }

    private void MoveTo(DateTimeOffset receivedAt)
    {
        var day = DateOnly.FromDateTime(receivedAt.UtcDateTime);
        if (day <= _arrivals.Horizon) return;
        _arrivals = _arrivals with { Horizon = day };
        _arrivals = _arrivals with { Sessions = _arrivals.Sessions.RemoveAll(each => each.At.Date < _arrivals.OldestKept) };
    }

    private int[] SecondsOf(SchoolSession at, int place)
    {
        if (_last is not null && _lastAt == at && place < _last.Length) return _last;
        var seconds = _copies.GetValueOrDefault(at) ?? [.. _arrivals[at]?.Seconds ?? []];
        if (seconds.Length <= place) Array.Resize(ref seconds, Math.Max(place + 1, seconds.Length + 32));
        (_lastAt, _last, _copies[at]) = (at, seconds, seconds);
        return seconds;
    }
}
