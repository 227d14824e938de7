using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Operations;

/// <summary>
/// Whether a caller has an answer already. Weak: the passing of time alone is no change, but a source that went stale is, and with either
/// answer stands when the school was last evaluated, so that silence is never mistaken for news.
/// </summary>
internal static class Tags
{
    public const string EvaluatedAt = "RiskMonitor-Evaluated-At";

    /// <summary>Writes the answer's tag.</summary>
    /// <param name="body">The answer with <see cref="WithoutTime"/> for its freshness, as it would be sent.</param>
    public static bool IsKnown(HttpContext http, ReadOnlySpan<byte> body, BoardFreshness freshness)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"", isWeak: true);
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers[EvaluatedAt] = freshness.LastEvaluatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
    }

    public static BoardFreshness WithoutTime(BoardFreshness freshness) =>
        new() { Baseline = freshness.Baseline, Feeds = [.. freshness.Feeds.Select(feed => feed with { LastCompleteAt = null })] };
}
