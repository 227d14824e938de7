namespace RiskMonitor.Silo.Hosting;

/// <summary>A client that starts before its cluster waits for it: the page says "not live", the process does not die.</summary>
internal sealed class EndlessConnectionRetry(TimeProvider time) : IClientConnectionRetryFilter
{
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        return true;
    }
}
