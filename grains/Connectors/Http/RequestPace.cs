namespace RiskMonitor.Connectors.Http;

/// <summary>
/// How fast one token asks. As fast as it likes until the source refuses a request; then half as fast, by half again with each trouble that follows, down to
/// <paramref name="least"/> or half of the full pace if that is less; and a tenth of the full pace faster with each minute without trouble, until it is what it was.
/// Requests are spaced out evenly, half a minute's may come at once: a feed goes on slowly, where a number for five minutes would let it stand still.
/// </summary>
internal sealed class RequestPace(TimeSpan window, int least)
{
    private const int StepsToFull = 10;
    private static readonly TimeSpan StepEvery = TimeSpan.FromMinutes(1);

    // Requests that were under way together are refused together: that is one trouble.
    private static readonly TimeSpan OneTrouble = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(30);

    private double? _slowed;
    private double _full;
    private DateTimeOffset _refusedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _steppedAt;
    private DateTimeOffset _next;

    /// <summary>Requests in a window; null: as many as the source allows.</summary>
    public double? Slowed => _slowed;

    /// <summary>Null when a request may go out now, and then it has; else how long to wait.</summary>
    public TimeSpan? Take(DateTimeOffset now)
    {
        Recover(now);
        if (_slowed is not { } slowed)
            return null;
        var wait = _next - now - AtOnce;
        if (wait > TimeSpan.Zero)
            return wait;
        _next = (_next > now ? _next : now) + (window / slowed);
        return null;
    }

    /// <param name="full">What the source allows in a window, or how many of ours it had when it refused one.</param>
    public void Halve(DateTimeOffset now, int full)
    {
        Recover(now);
        if (now - _refusedAt < OneTrouble)
            return;
        _full = _slowed is null ? full : _full;
        _slowed = Math.Max((_slowed ?? _full) / 2, Math.Min(least, _full / 2));
        (_refusedAt, _steppedAt) = (now, now);
    }

    private void Recover(DateTimeOffset now)
    {
        if (_slowed is not { } slowed)
            return;
        var steps = Math.Floor((now - _steppedAt) / StepEvery);
        if (steps < 1)
            return;
        _steppedAt += StepEvery * steps;
        slowed += steps * _full / StepsToFull;
        _slowed = slowed < _full ? slowed : null;
    }
}
