using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls for digests. Neither is tried again by Hangfire: the next tick does what is left.</summary>
public sealed class DigestJobs(DigestRound round, DigestPost post)
{
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Write(CancellationToken cancellation) => round.Write(cancellation);

    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Send(CancellationToken cancellation) => post.Send(cancellation);
}
