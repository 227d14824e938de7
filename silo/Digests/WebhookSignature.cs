using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Grains.Digests;

namespace RiskMonitor.Silo.Digests;

/// <summary>
/// Who gets a webhook can tell that it is from whoever has the secret, us or a source that rings, as it was, and from now: <c>X-RiskMonitor-Signature: v1=</c> and the hexadecimal HMAC-SHA256,
/// with the shared secret, of the value of <c>X-RiskMonitor-Timestamp</c> (Unix seconds), a full stop, and the body's bytes.
/// </summary>
public static class WebhookSignature
{
    public const string TimestampHeader = "X-RiskMonitor-Timestamp";
    public const string SignatureHeader = "X-RiskMonitor-Signature";

    /// <summary>The digest's id: the same at every try, so that whoever gets one twice can tell.</summary>
    public const string DeliveryHeader = "X-RiskMonitor-Delivery";

    /// <summary>Characters of a secret; a shorter one could be guessed.</summary>
    public const int ShortestSecret = NotificationOptions.ShortestSecret;

    /// <summary>What is older, or further ahead, is somebody playing an old one again.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var stamp = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}."));
        byte[] signed = [.. stamp, .. body];
        return $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <summary>What a receiver does.</summary>
    public static bool Verify(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Window.TotalSeconds
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret, DateTimeOffset.FromUnixTimeSeconds(seconds), body)), Encoding.ASCII.GetBytes(signature ?? ""));
}
