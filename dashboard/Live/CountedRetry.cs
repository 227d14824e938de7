using Microsoft.AspNetCore.SignalR.Client;

namespace RiskMonitor.Dashboard.Live;

/// <summary>Tells the screen which attempt it is: "reconnecting (3)".</summary>
internal sealed class CountedRetry(RetryForever retry, BoardStore store) : IRetryPolicy
{
    public TimeSpan? NextRetryDelay(RetryContext retryContext)
    {
        var wait = retry.NextRetryDelay(retryContext);
        if (wait is not null)
        {
            store.Attempting((int)Math.Min(retryContext.PreviousRetryCount + 1, int.MaxValue));
        }

        return wait;
    }
}
