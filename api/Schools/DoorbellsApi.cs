using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Operations;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Api.Schools;

/// <summary>
/// A source of concerns rings when something has changed, and is polled early. Nothing that it sends is taken for true but that it rang: a ring that is lost,
/// doubled or played again changes nothing that the next poll would not. Its form is in <c>safeguarding-source-v1.yaml</c>.
/// </summary>
internal static class DoorbellsApi
{
    public const string Path = "/api/doorbells";

    private const int LongestBody = 1024;

    private static readonly JsonSerializerOptions Json = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true };

    public static RouteGroupBuilder MapDoorbells(this RouteGroupBuilder api)
    {
        api.MapPost("/doorbells/{school}/{feed}", Ring).AllowAnonymous().RequireRateLimiting(RateLimits.Doorbells).Accepts<Doorbell>("application/json")
            .WithSummary($"A source of concerns rings, and is polled early. Signed like our own webhooks: {WebhookSignature.SignatureHeader} is v1= and the HMAC-SHA256, with the feed's secret, of {WebhookSignature.TimestampHeader} (Unix seconds, at most five minutes off), a full stop, and the body. No personal data. Twice is no harm.");
        return api;
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Ring(string school, string feed, HttpContext http, FeedDirectory feeds, IGrainFactory grains, TimeProvider time)
    {
        // A feed that has no doorbell is answered like one that does not exist.
        if (!IdText.IsValid(school) || feeds.Find(new SchoolId(school), feed) is not { DoorbellSecret: { } secret } binding)
            return Problems.NotFound();
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LongestBody;
        if (http.Request.ContentLength > LongestBody)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, $"A ring has at most {LongestBody} bytes.");
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        // Forged, altered, too old or unsigned: who cannot sign is not told which.
        if (!WebhookSignature.Verify(secret, http.Request.Headers[WebhookSignature.TimestampHeader], http.Request.Headers[WebhookSignature.SignatureHeader], body.ToArray(), time.GetUtcNow()))
            return Problems.Of(StatusCodes.Status401Unauthorized, "This is not a ring of ours.");
        if (Trouble(body.ToArray(), binding.UpstreamSchool) is { } trouble)
            return Problems.Of(StatusCodes.Status400BadRequest, trouble);

        await grains.GetGrain<IFeedGrain>($"{school}/{feed}").Ring();
        return TypedResults.Accepted((string?)null);
    }

    private static string? Trouble(byte[] body, string upstreamSchool)
    {
        try
        {
            var ring = JsonSerializer.Deserialize<Doorbell>(body, Json);
            return ring is null ? "The body must be an object."
                : ring.Event != Doorbell.Changed ? $"event: must be '{Doorbell.Changed}'."
                : ring.SchoolId != upstreamSchool ? "school_id: is not the school of this doorbell."
                : null;
        }
        catch (JsonException)
        {
            // Nothing is lost, and nothing is repeated: what does not belong into a ring may be about a child.
            return "The body must be event, school_id and at, a time with an offset, and nothing else.";
        }
    }
}

/// <param name="Event">incidents.changed.</param>
/// <param name="SchoolId">The school's id at the source.</param>
/// <param name="At">When it changed, by the source's clock. For whoever looks into a ring; the signature has a time of its own.</param>
internal sealed record Doorbell(
    [property: JsonPropertyName("event"), JsonRequired] string Event,
    [property: JsonPropertyName("school_id"), JsonRequired] string SchoolId,
    [property: JsonPropertyName("at"), JsonRequired] DateTimeOffset At)
{
    public const string Changed = "incidents.changed";
}
