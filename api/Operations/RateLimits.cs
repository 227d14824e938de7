using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Operations;

/// <summary>How much one caller may ask. Section <c>Limits</c>; checked at start.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests of one member of staff, or of one address before signing in, a second, sustained; twice as many in a burst: 1–100,000. Default 200.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>Names that one member of staff may reveal in a minute: 1–10,000. Default 30.</summary>
    [Range(1, 10_000)]
    public int RevealsPerMinute { get; set; } = 30;

    /// <summary>Rings of one doorbell from one address in a minute: 1–10,000. Default 60.</summary>
    [Range(1, 10_000)]
    public int RingsPerMinute { get; set; } = 60;
}

/// <summary>One caller that asks too often is told to wait; the others notice nothing. Pages, styles and probes are not counted.</summary>
internal static class RateLimits
{
    public const string Reveals = "reveals";
    public const string Doorbells = "doorbells";

    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(OfEverything);
            limiter.AddPolicy(Reveals, OfReveals);
            limiter.AddPolicy(Doorbells, OfDoorbells);
            limiter.OnRejected = async (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
                rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                await Problems.Of(StatusCodes.Status429TooManyRequests, "Too many requests. Try again later.").ExecuteAsync(rejected.HttpContext);
            };
        });
        return builder;
    }

    private static RateLimitPartition<string> OfEverything(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !http.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase))
            return RateLimitPartition.GetNoLimiter("pages");
        return RateLimitPartition.GetTokenBucketLimiter(CallerOf(http), _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = OptionsOf(http).RequestsPerSecond,
            TokenLimit = OptionsOf(http).RequestsPerSecond * 2,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });
    }

    private static RateLimitPartition<string> OfReveals(HttpContext http) => RateLimitPartition.GetFixedWindowLimiter(CallerOf(http), _ => new FixedWindowRateLimiterOptions
    {
        PermitLimit = OptionsOf(http).RevealsPerMinute,
        Window = TimeSpan.FromMinutes(1),
    });

    // By address too: whoever rings without the secret must not make the source's own rings be refused.
    private static RateLimitPartition<string> OfDoorbells(HttpContext http) => RateLimitPartition.GetFixedWindowLimiter(
        $"{http.Connection.RemoteIpAddress} {http.Request.Path}",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = OptionsOf(http).RingsPerMinute, Window = TimeSpan.FromMinutes(1) });

    private static string CallerOf(HttpContext http) =>
        http.User.FindFirstValue(StaffRegister.IdClaim) is { Length: > 0 } staff ? $"staff {staff}" : $"address {http.Connection.RemoteIpAddress}";

    private static RateLimitOptions OptionsOf(HttpContext http) => http.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value;
}
