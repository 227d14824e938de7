using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.SafeguardingSource;

/// <summary>
/// Client of our own contract "Safeguarding Source v1" (<c>safeguarding-source-v1.yaml</c>), for whichever system a school keeps its concerns in.
/// The configured address ends in <c>/v1/</c>.
/// </summary>
internal sealed class SafeguardingUpstream(UpstreamClient client, IOptions<UpstreamOptions> options) : IUpstream
{
    private const int MostReadAgain = 200;
    private readonly FeedPager _pager = new(client, options);

    public const string Word = "safeguarding-source";

    public string Source => Word;

    public static ImmutableArray<string> Names { get; } = ["students", "categories", "incidents"];

    public ImmutableArray<string> Streams => Names;

    public async Task<UpstreamHealth> Probe(UpstreamBinding binding, CancellationToken cancellation)
    {
        await foreach (var answer in _pager.Schools(binding, cancellation).ConfigureAwait(false))
        {
            if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var schools) || schools.ValueKind != JsonValueKind.Array)
                throw new UpstreamException($"The source did not list its schools ({(int)answer.Status}).");
            if (answer.Text("server_time") is not { } text || FeedTime.Parse(text) is not { } now)
                throw new UpstreamException("The source does not say its server_time.");
            var school = schools.EnumerateArray().FirstOrDefault(each =>
                each.ValueKind == JsonValueKind.Object && each.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.ValueEquals(binding.UpstreamSchool));
            if (school.ValueKind == JsonValueKind.Object)
                return Health(now.At, school);
        }

        throw new UpstreamException("The source does not know the school.");
    }

    private UpstreamHealth Health(DateTimeOffset now, JsonElement school)
    {
        var isPartial = school.TryGetProperty("coverage", out var coverage) && coverage.ValueKind == JsonValueKind.Object
            && coverage.TryGetProperty("categories", out var categories) && categories.ValueKind == JsonValueKind.String && categories.ValueEquals("partial");
        return new UpstreamHealth(now, Online: true, Streams.ToImmutableDictionary(
            stream => stream, stream => isPartial && stream == "incidents" ? Coverage.NotPermitted : Coverage.Supplied));
    }

    public IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation) => request.Stream switch
    {
        "students" => Students(binding, request, cancellation),
        "categories" => Rows<CategoryPayload>(binding, request, "categories?include_disabled=true", new CategoryReader(binding.Categories).Read, cancellation),
        "incidents" => Incidents(binding, request, cancellation),
        _ => throw new ArgumentException("The contract has no such stream.", nameof(request)),
    };

    public ImmutableDictionary<string, int> CategoriesIn(UpstreamMemory memory) => CategoryReader.Counts(memory);

    public int OffRollIn(string stream, UpstreamMemory memory) => stream == "students" ? PupilLinks.OffRoll(memory) : 0;

    private async IAsyncEnumerable<UpstreamPage> Students(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        var links = new PupilLinks(binding);
        var path = request is { UpdatedFrom: { } from, Again: null } ? $"students?updated_since={FeedPager.Time(from)}" : "students";
        await foreach (var page in Rows<LinkPayload>(binding, request, path, links.Read, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        var (settled, quarantined) = links.Settle(memory, request.Stream);
        if (!ReferenceEquals(settled, memory))
            yield return new UpstreamPage { Memory = settled, Understood = PupilLinks.Understood(memory, settled), Quarantined = quarantined };
    }

    private async IAsyncEnumerable<UpstreamPage> Incidents(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var links = new PupilLinks(binding);
        var translator = new IncidentTranslator(binding, links, request.Now);
        var (memory, coverage) = (Placements.Forget(request.Memory, SchoolTime.DateOf(request.Now)), Coverage.Supplied);
        var again = (request.Again?.Rows ?? []).Where(id => id.Length > 0).Order(StringComparer.Ordinal).Union(Placements.Due(memory, links));
        await foreach (var page in ReadAgain(binding, request with { Memory = memory }, again, translator, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        // No upper bound: what was stamped while the source's clock was ahead would not be read until its time comes.
        var from = request.UpdatedFrom ?? Earlier(request.UpdatedBefore, request.Now).AddDays(-UpstreamMemory.RememberedDays);
        await foreach (var page in Rows<IncidentPayload>(
            binding, request with { Memory = memory }, $"incidents?include_deleted=true&updated_since={FeedPager.Time(from)}", translator.Read, cancellation).ConfigureAwait(false))
        {
            (memory, coverage) = (page.Memory, page.Coverage);
            yield return page;
        }

        if (coverage is Coverage.Supplied && KnownIncidents.IsDue(memory, request.Now))
        {
            await foreach (var page in Reconcile(binding, request with { Memory = memory }, links, translator, cancellation).ConfigureAwait(false))
                yield return page;
        }
    }

    private async IAsyncEnumerable<UpstreamPage> Reconcile(
        UpstreamBinding binding, SweepRequest request, PupilLinks links, IncidentTranslator translator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = new KnownIncidents(_pager, binding);
        var listed = await known.List(request, cancellation).ConfigureAwait(false);
        yield return listed;
        var memory = listed.Memory;
        await foreach (var page in ReadAgain(binding, request with { Memory = memory }, Placements.Due(memory, links), translator, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        yield return known.Gone(request with { Memory = memory }, translator);
    }

    private async IAsyncEnumerable<UpstreamPage> ReadAgain(
        UpstreamBinding binding, SweepRequest request, IEnumerable<string> incidents, IncidentTranslator translator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        foreach (var incident in incidents.Take(MostReadAgain).ToList())
        {
            var page = await ReadOne(binding, request.Stream, incident, memory, translator, cancellation).ConfigureAwait(false);
            memory = page.Memory;
            yield return page;
        }
    }

    private async Task<UpstreamPage> ReadOne(
        UpstreamBinding binding, string stream, string incident, UpstreamMemory memory, IncidentTranslator translator, CancellationToken cancellation)
    {
        using var answer = await _pager.One(binding, FeedPager.Address(binding, $"incidents/{Uri.EscapeDataString(incident)}"), cancellation).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.NotFound)
            return new UpstreamPage { Memory = Placements.Settled(memory, incident), Understood = [incident] };
        // One that we may not read is no reason to leave all others unread: it waits, and is tried again.
        if (answer.Status is HttpStatusCode.Forbidden)
            return new UpstreamPage { Memory = memory, Quarantined = [new Quarantined(stream, incident, "the source does not let us read this incident again; tried again in every sweep.")] };
        if (!answer.IsSuccess || !answer.HasObject)
            throw new UpstreamException($"An incident could not be read again ({(int)answer.Status}).");
        var row = answer.Body.TryGetProperty("data", out var data) ? data : answer.Body;
        var rows = new[] { FeedJson.Reader.Row<IncidentPayload>(row) };
        return FeedJson.Reader.Read(stream, rows, Placements.Settled(memory, incident), translator.Read);
    }

    private async IAsyncEnumerable<UpstreamPage> Rows<T>(
        UpstreamBinding binding, SweepRequest request, string path, Translate<T> translate, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        var memory = request.Memory;
        await foreach (var (rows, coverage) in _pager.Pages(binding, path, cancellation).ConfigureAwait(false))
        {
            var page = FeedJson.Reader.Read(request.Stream, FeedJson.Reader.Rows<T>(rows), memory, translate) with { Coverage = coverage };
            memory = page.Memory;
            yield return page;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
