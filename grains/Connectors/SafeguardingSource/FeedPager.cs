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

    /// <summary>Pages of the list of schools, as they are; it is asked for without a limit, which the list need not know.</summary>
    /// <exception cref="UpstreamException">The list could not be read.</exception>
    public async IAsyncEnumerable<UpstreamAnswer> Schools(UpstreamBinding binding, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        for (var cursor = ""; ;)
        {
            Visit(visited, cursor);
            var address = UpstreamAddress.Below(binding, cursor.Length == 0 ? "schools" : $"schools?cursor={Uri.EscapeDataString(cursor)}");
            using var answer = await client.Get(binding, address, cancellation).ConfigureAwait(false);
            yield return answer;
            if (!answer.HasObject || !answer.Body.TryGetProperty("has_more", out var more) || more.ValueKind is not JsonValueKind.True)
                yield break;
            cursor = Next(answer);
        }
    }

    /// <param name="mayBeAbsent">A source may lack the list: then it is not supplied; of any other list it means that the school is unknown.</param>
    /// <exception cref="UpstreamException">The list could not be read to its end.</exception>
    public async IAsyncEnumerable<(JsonElement Rows, Coverage Coverage)> Pages(
        UpstreamBinding binding, string pathAndQuery, [EnumeratorCancellation] CancellationToken cancellation, bool mayBeAbsent = false)
    {
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var place = new Place(pathAndQuery, "", Limit, null);
        for (var isLast = false; !isLast;)
        {
            Visit(visited, place.Cursor);
            (var page, place) = await Page(binding, place, cancellation).ConfigureAwait(false);
            using var answer = page;
            if (answer.Status is HttpStatusCode.Forbidden || (mayBeAbsent && answer.Status is HttpStatusCode.NotFound))
            {
                yield return (default, answer.Status is HttpStatusCode.Forbidden ? Coverage.NotPermitted : Coverage.NotSupplied);
                yield break;
            }

            (var rows, var next) = Read(answer);
            place = place with { LastId = LastId(rows) ?? place.LastId, Cursor = next ?? "" };
            isLast = next is null;
            yield return (rows, Coverage.Supplied);
        }
    }

    public Task<UpstreamAnswer> One(UpstreamBinding binding, Uri address, CancellationToken cancellation) => client.Get(binding, address, cancellation);

    // Where narratives are sent, or incidents have long histories, five hundred may be more than we take in one answer: then half as many are asked for, from the
    // same place, and no more for the rest of the list.
    private async Task<(UpstreamAnswer Answer, Place Place)> Page(UpstreamBinding binding, Place place, CancellationToken cancellation)
    {
        for (; ; place = place with { Limit = place.Limit / 2 })
        {
            try
            {
                return (await client.Get(binding, place.Address(binding), cancellation).ConfigureAwait(false), place);
            }
            catch (UpstreamException large) when (large.IsTooLarge && place.Limit == 1)
            {
                throw new UpstreamException(string.Create(CultureInfo.InvariantCulture,
                    $"One row of {place.List} alone is larger than the {options.Value.LargestAnswerBytes} bytes that we take in one answer (Upstream:LargestAnswerBytes): the {(place.LastId is null ? "first" : "one after " + SourceIds.Of(place.LastId))}."), large);
            }
            catch (UpstreamException large) when (large.IsTooLarge)
            {
                // Nothing was taken in: the same rows are asked for again.
            }
        }
    }

    private void Visit(HashSet<string> visited, string cursor)
    {
        if (!visited.Add(cursor))
            throw new UpstreamException("The source's cursors go round in a circle.");
        if (visited.Count > options.Value.MostPages)
            throw new UpstreamException($"The source has more than {options.Value.MostPages} pages.");
    }

    private static (JsonElement Rows, string? Next) Read(UpstreamAnswer answer)
    {
        if (answer.Status is HttpStatusCode.NotFound)
            throw new UpstreamException("The source does not know the school.");
        if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw new UpstreamException($"A page of the source could not be read: {(int)answer.Status}, or no list in it.");
        if (!answer.Body.TryGetProperty("has_more", out var more) || more.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw new UpstreamException("The source does not say whether there is more.");
        return (rows, more.ValueKind is JsonValueKind.False ? null : Next(answer));
    }

    private static string Next(UpstreamAnswer answer) => answer.Text("next_cursor") is { Length: > 0 } next
        ? next
        : throw new UpstreamException("The source says that there is more and does not say where.");

    private static string? LastId(JsonElement rows) =>
        rows.GetArrayLength() > 0 && rows[rows.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Object } last && last.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    /// <summary>How far a list has been read, and how many rows are asked for.</summary>
    private sealed record Place(string PathAndQuery, string Cursor, int Limit, string? LastId)
    {
        public string List => PathAndQuery.Split('?')[0];

        public Uri Address(UpstreamBinding binding)
        {
            var first = string.Create(CultureInfo.InvariantCulture, $"{PathAndQuery}{(PathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={Limit}");
            return FeedPager.Address(binding, Cursor.Length == 0 ? first : $"{first}&cursor={Uri.EscapeDataString(Cursor)}");
        }
    }
}
