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

    /// <summary>Official clients put a slash behind a list's name, others do not, and a server may know only one of the two.</summary>
    public bool HasSlash { get; init; }

    /// <summary>How many rows a page may have; null: as many as we ask for by ourselves. What a source allows is not documented.</summary>
    public int? MostPerPage { get; init; }

    public string Query(int perPage)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{Path}{(HasSlash ? "/" : "")}?cursor=true&per_page={Math.Min(perPage, MostPerPage ?? perPage)}");
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

    // What a source gives when it is not asked for a number: no source can refuse that.
    private const int SafePerPage = 50;

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
            next = Next(binding, next, answer.Body, list.Path);
            yield return new WondePage(rows, coverage);
        }
    }

    /// <summary>A single object; null when it is refused or not there.</summary>
    public async Task<UpstreamAnswer> One(UpstreamBinding binding, string path, CancellationToken cancellation) =>
        await client.Get(binding, UpstreamAddress.Below(binding, path), cancellation).ConfigureAwait(false);

    /// <summary>A list that belongs to no school.</summary>
    public async Task<JsonElement?> Global(UpstreamBinding binding, string path, CancellationToken cancellation)
    {
        using var answer = await One(binding, path, cancellation).ConfigureAwait(false);
        return answer.IsSuccess && answer.HasObject && answer.Body.TryGetProperty("data", out var rows) && rows.ValueKind == JsonValueKind.Array ? rows.Clone() : null;
    }

    private static Uri Address(UpstreamBinding binding, string pathAndQuery) =>
        UpstreamAddress.Below(binding, $"schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/{pathAndQuery}");

    // Vocabularies of includes differ by MIS, and one unknown word fails the whole request: it is dropped and said to be lost.
    private async Task<FirstAnswer> Allowed(UpstreamBinding binding, WondeList list, CancellationToken cancellation)
    {
        for (var tries = list.Includes.Length + Wordings; ; tries--)
        {
            var answer = await client.Get(binding, Address(binding, list.Query(PerPage)), cancellation).ConfigureAwait(false);
            if (answer.Status is HttpStatusCode.OK)
                return new FirstAnswer(list, answer, null);
            using (answer)
            {
                if (OtherWording(list, answer) is { } otherwise)
                {
                    list = otherwise;
                    continue;
                }

                if (answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                    return new FirstAnswer(list, null, answer.Status is HttpStatusCode.Forbidden ? Coverage.NotPermitted : Coverage.NotSupplied);
                if (tries == 0 || answer.Text("error") is not (null or "invalid_include" or "invalid_includes"))
                    throw new UpstreamException($"The source does not understand our request for {list.Path} (400).");
                list = list with { Includes = await Remaining(binding, list, answer.Text("error_description"), cancellation).ConfigureAwait(false) };
            }
        }
    }

    // "Not supplied" comes with its error; a 404 without one is a server that does not know the address. A page may also be too large for it.
    private WondeList? OtherWording(WondeList list, UpstreamAnswer answer) => answer.Status switch
    {
        HttpStatusCode.NotFound when !list.HasSlash && answer.Text("error") is null => list with { HasSlash = true },
        HttpStatusCode.BadRequest when list.MostPerPage is null && PerPage > SafePerPage && !IsAboutIncludes(list, answer) => list with { MostPerPage = SafePerPage },
        _ => null,
    };

    private static bool IsAboutIncludes(WondeList list, UpstreamAnswer answer) =>
        answer.Text("error") is "invalid_include" or "invalid_includes" || (list.Includes.Length > 0 && answer.Text("error") is null);

    private async Task<string[]> Remaining(UpstreamBinding binding, WondeList list, string? named, CancellationToken cancellation)
    {
        if (list.Includes.Contains(named))
            return [.. list.Includes.Where(include => include != named)];
        var accepted = new List<string>();
        foreach (var include in list.Includes)
        {
            using var answer = await client.Get(binding, Address(binding, $"{list.Path}{(list.HasSlash ? "/" : "")}?per_page=1&include={include}"), cancellation).ConfigureAwait(false);
            if (answer.Status != HttpStatusCode.BadRequest)
                accepted.Add(include);
        }

        if (accepted.Count == list.Includes.Length)
            throw new UpstreamException($"The source refuses the includes of {list.Path} together, though it accepts each alone.");
        return [.. accepted];
    }

    // How often the wording of a request is changed for other reasons than includes.
    private const int Wordings = 2;

    private static Uri? Next(UpstreamBinding binding, Uri page, JsonElement body, string path)
    {
        if (!body.TryGetProperty("meta", out var meta) || meta.ValueKind != JsonValueKind.Object
            || !meta.TryGetProperty("pagination", out var pagination) || pagination.ValueKind != JsonValueKind.Object)
            return null;
        var next = pagination.TryGetProperty("next", out var address) && address.ValueKind == JsonValueKind.String ? address.GetString() : null;
        // What is neither yes nor no must not end a list.
        var hasMore = (pagination.TryGetProperty("more", out var more) ? Loosely.Flag(more) : null) ?? !string.IsNullOrEmpty(next);
        if (!hasMore)
            return null;
        return string.IsNullOrEmpty(next)
            ? throw new UpstreamException($"The source says that there are more pages of {path} and does not say where.")
            : UpstreamAddress.Next(binding, page, next);
    }

    private readonly record struct FirstAnswer(WondeList List, UpstreamAnswer? First, Coverage? Refused);
}
