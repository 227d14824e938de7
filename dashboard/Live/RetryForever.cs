using System.Net;
using Microsoft.AspNetCore.SignalR.Client;

namespace RiskMonitor.Dashboard.Live;

/// <summary>
/// Tries again for ever, doubling from half a second to at most 15 s, each wait spread by up to half so that the screens of a
/// trust do not come back in one wave. Only "you are signed out" ends it.
/// </summary>
/// <param name="jitter">A number in [0, 1), new each time.</param>
public sealed class RetryForever(Func<double> jitter) : IRetryPolicy
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public TimeSpan? NextRetryDelay(RetryContext retryContext) =>
        IsSignedOut(retryContext.RetryReason) ? null : Wait(retryContext.PreviousRetryCount);

    public TimeSpan Wait(long previous)
    {
        var doubled = First * Math.Pow(2, Math.Min(previous, 10));
        var wait = doubled < Longest ? doubled : Longest;
        return wait * (1 - (jitter() / 2));
    }

    public static bool IsSignedOut(Exception? exception) =>
        exception is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized };
}
