using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>Which rows of a list to read; those changed since, or all when null.</summary>
internal sealed record AssemblyList(string Path, string Query = "", DateTimeOffset? Since = null)
{
    public string Address(int page, int perPage) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}?{Query}{(Query.Length > 0 ? "&" : "")}page={page}&per_page={perPage}");

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One page of a list. Its rows can be read until the next page is asked for.</summary>
internal readonly record struct AssemblyPage(JsonElement Rows, Coverage Coverage)
{
    /// <summary>Said behind the last page: rows that the list has twice, by the source's id. They were read, and count once.</summary>
    public ImmutableArray<string> Doubled { get; init; }

    /// <summary>What became of the page's rows, with what is to be said of the page itself.</summary>
    public UpstreamPage Of(string stream, UpstreamPage read) => read with
    {
        Coverage = Coverage,
        Quarantined = Doubled.IsDefaultOrEmpty
            ? read.Quarantined
            : [.. read.Quarantined, .. Doubled.Select(id => new Quarantined(stream, id, "id: the list has this row twice; it was taken in once."))],
    };
}

/// <summary>
/// Reads Assembly's numbered pages to the last one, or fails. Rows that come, go or change while a list is read push others over the edge of a page:
/// a list that did not hold still is read again. So is one that is short by just the rows that it has twice: one of them may stand in the place of a row that was pushed
/// away. Only if pages of another size have the same rows, and the same of them twice, does the source keep them twice; then nothing is missing, and it is said.
/// </summary>
internal sealed class AssemblyPager(AssemblyClient client, IOptions<UpstreamOptions> options)
{
    private const int MostReadings = 5;
    private const int RoundPage = 50;

    private int PerPage => options.Value.RowsPerPage;

    /// <summary>One page without rows where the list may not be read or is not supplied; its coverage says which.</summary>
    /// <exception cref="UpstreamException">The list could not be read to its end.</exception>
    public async IAsyncEnumerable<AssemblyPage> Pages(UpstreamBinding binding, AssemblyList list, [EnumeratorCancellation] CancellationToken cancellation)
    {
        StillList? before = null;
        for (var reading = 1; reading <= MostReadings; reading++)
        {
            var still = new StillList(before?.OtherSize ?? PerPage);
            await foreach (var page in Once(binding, list, still, cancellation).ConfigureAwait(false))
                yield return page;
            if (still.HeldStill)
                yield break;
            if (before is not null && still.IsShortInTheSameWayAs(before))
            {
                yield return new AssemblyPage(default, Coverage.Supplied) { Doubled = still.Doubled };
                yield break;
            }

            before = still.IsShortByDoubled ? still : null;
        }

        throw new UpstreamException($"The list {list.Path} changed each time while it was read; what was seen of it has been taken in, and it is read again.");
    }

    private async IAsyncEnumerable<AssemblyPage> Once(
        UpstreamBinding binding, AssemblyList list, StillList still, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (before, isBare) = (0, false);
        for (var number = 1; ;)
        {
            if (number > options.Value.MostPages)
                throw new UpstreamException($"The source has more than {options.Value.MostPages} pages of {list.Path}.");
            using var answer = await client.Ask(binding, list.Address(number, still.PerPage), list.Since, cancellation).ConfigureAwait(false);
            if (number == 1 && Beginning(answer, list) is { } coverage)
            {
                yield return new AssemblyPage(default, coverage);
                yield break;
            }

            // Behind a round number of rows there may be nothing more, which a source can say in this way too.
            if (isBare && IsPastTheEnd(answer, before, still.PerPage))
                yield break;
            var page = Read(answer, list.Path, number, still.PerPage);
            isBare = page.Total is null;
            if (page.Total is null && number > 1)
                await Recheck(binding, list, before, still, cancellation).ConfigureAwait(false);
            still.Take(page.Rows, page.Total);
            before += page.Rows.GetArrayLength();
            yield return new AssemblyPage(page.Rows, Coverage.Supplied);
            if (page.Next is not { } next)
                yield break;
            number = next > number ? next : throw new UpstreamException($"The source's pages of {list.Path} go round in a circle.");
        }
    }

    // A bare array does not say how long the list is. Its pages fit together if the last row of the page before is still where it was.
    private async Task Recheck(UpstreamBinding binding, AssemblyList list, int before, StillList still, CancellationToken cancellation)
    {
        using var answer = await client.Ask(binding, list.Address(before, 1), list.Since, cancellation).ConfigureAwait(false);
        still.Compare(answer.IsSuccess && answer.Body is { ValueKind: JsonValueKind.Array } rows && rows.GetArrayLength() == 1 ? StillList.IdOf(rows[0]) : null);
    }

    // A source may hold fewer rows on a page than we ask for: a round number of them is taken for a full page, at the price of one more request.
    private static bool MayHaveMore(JsonElement rows, int perPage) => rows.GetArrayLength() is var count && (count >= perPage || (count > 0 && count % RoundPage == 0));

    private static bool IsPastTheEnd(UpstreamAnswer answer, int before, int perPage) =>
        answer.Status is HttpStatusCode.NotModified || (answer.Status is HttpStatusCode.NotFound && before % perPage != 0);

    // "Not modified" answers a question that we asked; to a list that we asked for whole it says nothing.
    private static Coverage? Beginning(UpstreamAnswer answer, AssemblyList list) =>
        AssemblyClient.IsScopeRefused(answer) ? Coverage.NotPermitted
        : answer.Status is HttpStatusCode.NotFound ? Coverage.NotSupplied
        : answer.Status is HttpStatusCode.NotModified && list.Since is not null ? Coverage.Supplied
        : null;

    private static (JsonElement Rows, int? Total, int? Next) Read(UpstreamAnswer answer, string path, int number, int perPage)
    {
        if (answer.IsSuccess && answer.Body.ValueKind == JsonValueKind.Array)
            return (answer.Body, null, MayHaveMore(answer.Body, perPage) ? number + 1 : null);
        if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw new UpstreamException($"A page of {path} could not be read: {(int)answer.Status}, or no list in it.");
        var total = answer.Body.TryGetProperty("total_count", out var count) ? Loosely.Number(count) : null;
        if (!answer.Body.TryGetProperty("next_page", out var next))
            return (rows, total, MayHaveMore(rows, perPage) ? number + 1 : null);
        return next.ValueKind switch
        {
            JsonValueKind.Null => (rows, total, null),
            _ when Loosely.Number(next) is { } page => (rows, total, page),
            _ => throw new UpstreamException($"The next page of {path} is not a page number; it was not followed."),
        };
    }
}

/// <summary>Whether a list stood still while its pages were read.</summary>
internal sealed class StillList(int perPage)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _doubled = new(StringComparer.Ordinal);
    private int? _total;
    private int _rows;
    private int _longest;
    private bool _moved;
    private string? _last;

    public int PerPage => perPage;

    /// <summary>The rows that came more than once.</summary>
    public ImmutableArray<string> Doubled => [.. _doubled.Order(StringComparer.Ordinal)];

    /// <summary>As many rows came as the list says it has, and some of them twice.</summary>
    public bool IsShortByDoubled => !_moved && _rows == _total && _doubled.Count > 0;

    /// <summary>Of a page that ends elsewhere; taken from the pages that came, since a source may hold fewer rows on a page than we ask for.</summary>
    public int OtherSize => Math.Max(1, _longest * 2 / 3);

    public bool IsShortInTheSameWayAs(StillList before) => IsShortByDoubled && _ids.SetEquals(before._ids) && _doubled.SetEquals(before._doubled);

    /// <summary>A list that says how long it is must say the same on each page, and have as many different rows.</summary>
    public bool HeldStill => !_moved && (_total is null || _ids.Count >= _total);

    public void Take(JsonElement rows, int? total)
    {
        _moved |= _total is not null && total is not null && total != _total;
        _total = total ?? _total;
        _longest = Math.Max(_longest, rows.GetArrayLength());
        foreach (var row in rows.EnumerateArray())
        {
            _last = IdOf(row);
            // A row without an id is set aside later; here it is one of the rows that were promised.
            if (!_ids.Add(_last ?? $"none {_rows}"))
                _doubled.Add(_last!);
            _rows++;
        }
    }

    public void Compare(string? lastOfPageBefore) => _moved |= lastOfPageBefore != _last;

    public static string? IdOf(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number or JsonValueKind.String ? id.ToString() : null;
}
