using Hangfire;
using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Silo.Jobs;

/// <summary>What Hangfire calls for digests. Neither is tried again by Hangfire: the next tick does what is left.</summary>
[FailureIsAnError]
public sealed class DigestJobs(DigestRound round, OfficerRound officers, DigestPost post)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
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

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public Task Send(CancellationToken cancellation) => post.Send(cancellation);
}
