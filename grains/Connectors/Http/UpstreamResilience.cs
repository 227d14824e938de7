using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace RiskMonitor.Connectors.Http;

/// <summary>Limit, total time, retry, time of one attempt: in that order, from the outside in.</summary>
internal static class UpstreamResilience
{
    private const int MostWaiting = 512;

    public static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, UpstreamOptions options)
    {
        pipeline
            .AddConcurrencyLimiter(options.Concurrency, MostWaiting)
            .AddTimeout(options.PageTimeout);
        if (options.Retries > 0)
            pipeline.AddRetry(Retry(options));
        pipeline.AddTimeout(options.AttemptTimeout);
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(UpstreamOptions options) => new()
    {
        MaxRetryAttempts = options.Retries,
        Delay = options.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = outcome => ValueTask.FromResult(IsPassing(outcome.Outcome, options)),
        DelayGenerator = outcome => ValueTask.FromResult(Wait(outcome.Outcome.Result)),
    };

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome, UpstreamOptions options) => outcome switch
    {
        { Exception: TimeoutRejectedException } => true,
        { Exception: HttpRequestException broken } => broken.HttpRequestError is not
            (HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.SecureConnectionError),
        { Result: { } response } => IsPassing(response.StatusCode) && (Wait(response) ?? TimeSpan.Zero) <= options.LongestWait,
        _ => false,
    };

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    // A date is by the source's clock, so it is compared with the source's clock.
    public static TimeSpan? Wait(HttpResponseMessage? response)
    {
        var wait = response?.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } until } when response.Headers.Date is { } now => until - now,
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
