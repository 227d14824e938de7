using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Which rows of a list to read. Null bounds are not sent.</summary>
internal sealed record WondeList(string Path, string[] Includes, DateTimeOffset? UpdatedFrom = null, DateTimeOffset? UpdatedBefore = null)
{
    /// <summary>
    /// Undocumented upstream: whether the lower bound is inclusive, so a second is taken off. A full read sends no upper bound either,
    /// or a pupil changed a minute ago would seem to have vanished.
    /// </summary>
    public static WondeList Of(string path, SweepRequest request, params string[] includes) => request.UpdatedFrom is { } from
        ? new WondeList(path, includes, from, request.UpdatedBefore)
        : new WondeList(path, includes);

    /// <summary>Of rows that only count for as long as the product remembers: a full read need not go back further.</summary>
    public static WondeList Remembered(string path, SweepRequest request, params string[] includes) =>
        request.UpdatedFrom is null
            ? new WondeList(path, includes, request.UpdatedBefore.AddDays(-UpstreamMemory.RememberedDays))
            : Of(path, request, includes);

    public string Query(int perPage)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{Path}?cursor=true&per_page={perPage}");
        if (UpdatedFrom is { } from)
            query += "&updated_after=" + Time(from.AddSeconds(-1));
        if (UpdatedBefore is { } before)
            query += "&updated_before=" + Time(before.AddTicks(TimeSpan.TicksPerSecond - 1));
        return Includes.Length == 0 ? query : query + "&include=" + string.Join(',', Includes);
    }

    private static string Time(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
}

/// <summary>One page of a list. Its rows can be read until the next page is asked for.</summary>
internal readonly record struct WondePage(JsonElement Rows, Coverage Coverage);

/// <summary>Follows Wonde's pages to the last one, or fails: it never ends early.</summary>
internal sealed class WondePager(UpstreamClient client, IOptions<UpstreamOptions> options)
{
    private const int MostPerPage = 200;

    private int PerPage => Math.Min(MostPerPage, options.Value.RowsPerPage);

    /// <summary>One page without rows where the list may not be read or is not supplied; its coverage says which.</summary>
    /// <exception cref="UpstreamException">The list could not be read to its end.</exception>
    public async IAsyncEnumerable<WondePage> Pages(UpstreamBinding binding, WondeList list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var allowed = await Allowed(binding, list, cancellation).ConfigureAwait(false);
        if (allowed.Refused is { } refused)
        {
            yield return new WondePage(default, refused);
            yield break;
        }

        var coverage = allowed.List.Includes.Length < list.Includes.Length ? Coverage.IncludeRejected : Coverage.Supplied;
        var next = Address(binding, allowed.List.Query(PerPage));
        var visited = new HashSet<string>(StringComparer.Ordinal);
        while (next is not null)
        {
            if (!visited.Add(next.AbsoluteUri))
                throw new UpstreamException($"The source's pages of {list.Path} go round in a circle.");
            if (visited.Count > options.Value.MostPages)
                throw new UpstreamException($"The source has more than {options.Value.MostPages} pages of {list.Path}.");
            using var answer = visited.Count == 1 && allowed.First is { } first ? first : await client.Get(binding, next, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
                throw new UpstreamException($"A page of {list.Path} could not be read: {(int)answer.Status}, or no list in it.");
            next = Next(binding, answer.Body, list.Path);
            yield return new WondePage(rows, coverage);
        }
    }

    /// <summary>A single object; null when it is refused or not there.</summary>
    public async Task<UpstreamAnswer> One(UpstreamBinding binding, string path, CancellationToken cancellation) =>
        await client.Get(binding, UpstreamAddress.Below(binding, path), cancellation).ConfigureAwait(false);

    private static Uri Address(UpstreamBinding binding, string pathAndQuery) =>
        UpstreamAddress.Below(binding, $"schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/{pathAndQuery}");

    // Vocabularies of includes differ by MIS, and one unknown word fails the whole request: it is dropped and said to be lost.
    private async Task<FirstAnswer> Allowed(UpstreamBinding binding, WondeList list, CancellationToken cancellation)
    {
        for (var tries = list.Includes.Length; ; tries--)
        {
            var answer = await client.Get(binding, Address(binding, list.Query(PerPage)), cancellation).ConfigureAwait(false);
            if (answer.Status is HttpStatusCode.OK)
                return new FirstAnswer(list, answer, null);
            using (answer)
            {
                if (answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                    return new FirstAnswer(list, null, answer.Status is HttpStatusCode.Forbidden ? Coverage.NotPermitted : Coverage.NotSupplied);
                if (tries == 0 || answer.Text("error") is not (null or "invalid_include" or "invalid_includes"))
                    throw new UpstreamException($"The source does not understand our request for {list.Path} (400).");
                list = list with { Includes = await Remaining(binding, list, answer.Text("error_description"), cancellation).ConfigureAwait(false) };
            }
        }
    }

    private async Task<string[]> Remaining(UpstreamBinding binding, WondeList list, string? named, CancellationToken cancellation)
    {
        if (list.Includes.Contains(named))
            return [.. list.Includes.Where(include => include != named)];
        var accepted = new List<string>();
        foreach (var include in list.Includes)
        {
            using var answer = await client.Get(binding, Address(binding, $"{list.Path}?per_page=1&include={include}"), cancellation).ConfigureAwait(false);
            if (answer.Status != HttpStatusCode.BadRequest)
                accepted.Add(include);
        }

        if (accepted.Count == list.Includes.Length)
            throw new UpstreamException($"The source refuses the includes of {list.Path} together, though it accepts each alone.");
        return [.. accepted];
    }

    private static Uri? Next(UpstreamBinding binding, JsonElement body, string path)
    {
        if (!body.TryGetProperty("meta", out var meta) || meta.ValueKind != JsonValueKind.Object
            || !meta.TryGetProperty("pagination", out var pagination) || pagination.ValueKind != JsonValueKind.Object)
            return null;
        var next = pagination.TryGetProperty("next", out var address) && address.ValueKind == JsonValueKind.String ? address.GetString() : null;
        var hasMore = pagination.TryGetProperty("more", out var more) ? more.ValueKind == JsonValueKind.True : !string.IsNullOrEmpty(next);
        if (!hasMore)
            return null;
        return string.IsNullOrEmpty(next)
            ? throw new UpstreamException($"The source says that there are more pages of {path} and does not say where.")
            : UpstreamAddress.Next(binding, next);
    }

    private readonly record struct FirstAnswer(WondeList List, UpstreamAnswer? First, Coverage? Refused);
}
