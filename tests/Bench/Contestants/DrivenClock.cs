namespace RiskMonitor.Bench.Contestants;

/// <summary>A clock that stands until it is set: school time goes by sessions here, as fast as they can be taken.</summary>
internal sealed class DrivenClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref ticks, now.UtcTicks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
}
