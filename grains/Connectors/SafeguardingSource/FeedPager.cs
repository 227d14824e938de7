using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>Follows the feed's cursors until <c>has_more</c> is false, or fails.</summary>
internal sealed class FeedPager(UpstreamClient client, IOptions<UpstreamOptions> options)
{
    private const int Limit = 500;

    /// <summary>The contract's time format, escaped for an address.</summary>
    public static string Time(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static Uri Address(UpstreamBinding binding, string pathAndQuery) =>
        UpstreamAddress.Below(binding, $"schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/{pathAndQuery}");

    /// <exception cref="UpstreamException">The list could not be read to its end.</exception>
    public async IAsyncEnumerable<(JsonElement Rows, Coverage Coverage)> Pages(
        UpstreamBinding binding, string pathAndQuery, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = pathAndQuery + (pathAndQuery.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"limit={Limit}";
        var visited = new HashSet<string>(StringComparer.Ordinal);
        for (var cursor = ""; ;)
        {
            if (!visited.Add(cursor))
                throw new UpstreamException("The source's cursors go round in a circle.");
            if (visited.Count > options.Value.MostPages)
                throw new UpstreamException($"The source has more than {options.Value.MostPages} pages.");
            var address = Address(binding, cursor.Length == 0 ? first : $"{first}&cursor={Uri.EscapeDataString(cursor)}");
            using var answer = await client.Get(binding, address, cancellation).ConfigureAwait(false);
            if (answer.Status is HttpStatusCode.Forbidden)
            {
                yield return (default, Coverage.NotPermitted);
                yield break;
            }

            var (rows, next) = Read(answer);
            yield return (rows, Coverage.Supplied);
            if (next is null)
                yield break;
            cursor = next;
        }
    }

    public Task<UpstreamAnswer> One(UpstreamBinding binding, Uri address, CancellationToken cancellation) => client.Get(binding, address, cancellation);

    private static (JsonElement Rows, string? Next) Read(UpstreamAnswer answer)
    {
        if (answer.Status is HttpStatusCode.NotFound)
            throw new UpstreamException("The source does not know the school.");
        if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw new UpstreamException($"A page of the source could not be read: {(int)answer.Status}, or no list in it.");
        if (!answer.Body.TryGetProperty("has_more", out var more) || more.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw new UpstreamException("The source does not say whether there is more.");
        if (more.ValueKind is JsonValueKind.False)
            return (rows, null);
        return answer.Text("next_cursor") is { Length: > 0 } next
            ? (rows, next)
            : throw new UpstreamException("The source says that there is more and does not say where.");
    }
}
