namespace RiskMonitor.Api.Demo;

/// <summary>
/// The demo trust's time: it runs <c>speed</c> times as fast as ours through the school day, skips the night, and goes on
/// with the next school day, until the days that were made run out; from then on it stands still at the last one's end.
/// </summary>
/// <param name="time">Real time.</param>
/// <param name="windows">The school days as instants, in order.</param>
/// <param name="start">Where to begin; before the first window is its beginning.</param>
/// <param name="speed">School seconds in one real second.</param>
internal sealed class DemoClock(TimeProvider time, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> windows, DateTimeOffset start, double speed)
    : TimeProvider
{
    private readonly long begun = time.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        var left = time.GetElapsedTime(begun) * speed;
        foreach (var (from, to) in windows)
        {
            var entered = start > from ? start : from;
            if (entered >= to)
                continue;
            if (left < to - entered)
                return (entered + left).ToUniversalTime();
            left -= to - entered;
        }

        return windows[^1].To.ToUniversalTime();
    }
}
