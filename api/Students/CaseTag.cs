using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Students;

/// <summary>
/// Whether a caller has the case already. Weak: the passing of time alone is no change, but a source that went stale is, and with either
/// answer stands when the school was last evaluated, so that silence is never mistaken for news.
/// </summary>
internal static class CaseTag
{
    public const string EvaluatedAt = "RiskMonitor-Evaluated-At";

    public static bool IsKnown(HttpContext http, CaseContext context)
    {
        var tag = Of(context);
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers[EvaluatedAt] = context.Freshness.LastEvaluatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
    }

    private static EntityTagHeaderValue Of(CaseContext context)
    {
        var freshness = new BoardFreshness { Baseline = context.Freshness.Baseline, Feeds = [.. context.Freshness.Feeds.Select(feed => feed with { LastCompleteAt = null })] };
        var body = JsonSerializer.SerializeToUtf8Bytes(context with { Freshness = freshness }, ContractsJson.Default.CaseContext);
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"", isWeak: true);
    }
}
