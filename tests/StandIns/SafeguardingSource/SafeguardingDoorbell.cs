using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>
/// Rings when somebody says that a school's incidents have changed, as the contract asks. Its signature is written from the contract's words, not with the
/// code of whoever listens.
/// </summary>
public sealed class SafeguardingDoorbell(Uri address, string secret, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>Signs now, or as if it were another time, and rings.</summary>
    public Task<HttpStatusCode> RingAsync(SchoolIdentity school, TimeSpan off = default, CancellationToken cancellation = default) =>
        SendAsync(Sign(BodyOf(school), clock.GetUtcNow() + off), cancellation);

    /// <summary>What would be sent, to be sent as often as somebody likes, or altered.</summary>
    public SignedRing Sign(byte[] body, DateTimeOffset at)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(stamp + "."), .. body];
        return new SignedRing(stamp, "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)), body);
    }

    public byte[] BodyOf(SchoolIdentity school) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @event = "incidents.changed",
        school_id = school.SafeguardingId,
        at = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
    });

    public async Task<HttpStatusCode> SendAsync(SignedRing ring, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(ring.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (ring.Timestamp is not null)
            request.Headers.TryAddWithoutValidation("X-RiskMonitor-Timestamp", ring.Timestamp);
        if (ring.Signature is not null)
            request.Headers.TryAddWithoutValidation("X-RiskMonitor-Signature", ring.Signature);
        using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        return answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>One ring as it goes over the wire.</summary>
public sealed record SignedRing(string? Timestamp, string? Signature, byte[] Body);
