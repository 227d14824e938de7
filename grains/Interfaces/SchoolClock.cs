namespace RiskMonitor.Interfaces;

/// <summary>
/// The clock schools live by: real time, except in the demo, where a school day may pass in ten minutes.
/// Kept apart from the process's own <see cref="TimeProvider"/>, by which timers, probes and tokens go.
/// </summary>
/// <param name="Provider">Where <see cref="Now"/> comes from.</param>
/// <param name="Speed">School seconds that pass in one real second.</param>
public sealed record SchoolClock(TimeProvider Provider, double Speed = 1)
{
    public DateTimeOffset Now => Provider.GetUtcNow();
}
