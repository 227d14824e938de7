using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls for digests. Neither is tried again by Hangfire: the next tick does what is left.</summary>
public sealed class DigestJobs(DigestRound round, OfficerRound officers, DigestPost post)
{
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public async Task Write(CancellationToken cancellation)
    {
        try
        {
            await round.Write(cancellation);
        }
        finally
        {
            await officers.Write(cancellation);
        }
    }

    [Hangfire.AutomaticRetry(Attempts = 0)]
    public Task Send(CancellationToken cancellation) => post.Send(cancellation);
}
