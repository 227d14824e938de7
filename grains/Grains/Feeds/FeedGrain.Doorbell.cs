namespace RiskMonitor.Grains.Feeds;

/// <content>A source that rings when something has changed. A ring is a hint: lost, the next poll of the schedule finds the same; twice, it is one.</content>
public sealed partial class FeedGrain
{
    private bool isRung;
    private DateTimeOffset? rungAt;
    private long? heardAt;
    private IDisposable? answering;

    private bool IsRingDue => isRung && UntilDue <= TimeSpan.Zero;

    private TimeSpan UntilDue => heardAt is { } at ? upstreamOptions.Value.DoorbellPause - time.GetElapsedTime(at) : TimeSpan.Zero;

    public Task Ring()
    {
        rungAt = clock.Now;
        return Listen();
    }

    private Task Listen()
    {
        isRung = true;
        // What changed may be of a stream that the sweep under way has read already: one more follows it.
        if (UntilDue is var wait && wait <= TimeSpan.Zero)
            Begin();
        else
            answering ??= this.RegisterGrainTimer(Answer, wait, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    private Task Answer()
    {
        StopWaiting();
        // Somebody may have polled meanwhile, or a timer may be a little early.
        return isRung ? Listen() : Task.CompletedTask;
    }

    // Whatever the source rang for, the sweep that begins now reads.
    private void HearRing()
    {
        if (!isRung)
            return;
        isRung = false;
        heardAt = time.GetTimestamp();
        StopWaiting();
    }

    private void StopWaiting()
    {
        answering?.Dispose();
        answering = null;
    }
}
