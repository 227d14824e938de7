using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

/// <summary>The Assembly Platform's API, versions 1 and 1.1. A token is one school's, so no address names the school.</summary>
internal sealed class AssemblyUpstream : IUpstream
{
    public const string Word = "assembly";

    // It pulls from the school once a day; after three days without, nothing new can be expected from it.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(3);

    private readonly AssemblyClient _client;
    private readonly AssemblyPager _pager;

    public AssemblyUpstream(UpstreamClient client, IOptions<UpstreamOptions> options)
    {
        _client = new AssemblyClient(client);
        _pager = new AssemblyPager(_client, options);
    }

    public string Source => Word;

    /// <summary>Leavers before the roll: who is on both is here.</summary>
    public static ImmutableArray<string> Names { get; } = ["leavers", "groups", "roll", "marks", "exclusions"];

    public ImmutableArray<string> Streams => Names;

    // Whether somebody has left whom we know to be on roll the roll alone can tell.
    public bool MustRead(string stream, UpstreamMemory memory) => stream == "roll" && !memory.Table(StudentBook.LeavingTable).IsEmpty;

    /// <summary>Whole seconds are all that the header can say, and whether it includes its own second is not documented: one is taken off.</summary>
    public static DateTimeOffset? Since(SweepRequest request) => request.UpdatedFrom?.AddSeconds(-1);

    public async Task<UpstreamHealth> Probe(UpstreamBinding binding, CancellationToken cancellation)
    {
        using var status = await _client.Ask(binding, "school/status", null, cancellation).ConfigureAwait(false);
        if (!status.IsSuccess || !status.HasObject)
            throw new UpstreamException($"Assembly did not say how it stands with the school ({(int)status.Status}).");
        if (status.ServerNow is not { } now)
            throw new UpstreamException("The source's answer has no Date header, so its clock is not known.");
        var isSilent = now - Time(status.Text("last_sync_at")) > LongestSilence;
        return new UpstreamHealth(
            now, !isSilent && status.Text("last_sync_status") != "failure", Streams.ToImmutableDictionary(stream => stream, _ => Coverage.Unknown))
        { LastSyncAt = Time(status.Text("last_sync_at")) };
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation) =>
        Pages(binding, request, cancellation).WithOneCoverage(cancellation);

    private async IAsyncEnumerable<UpstreamPage> Pages(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Again is not null)
        {
            await foreach (var page in Again(binding, request, cancellation).ConfigureAwait(false))
            {
                request = request with { Memory = page.Memory };
                yield return page;
            }
        }

        await foreach (var page in Changed(binding, request, cancellation).ConfigureAwait(false))
            yield return page;
    }

    // Groups and exclusions are read whole in every sweep.
    private IAsyncEnumerable<UpstreamPage> Again(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation)
    {
        var back = request.ForRowsAgain();
        var students = new StudentTranslator(binding, SchoolTime.DateOf(request.UpdatedBefore));
        return request.Stream switch
        {
            "leavers" => Rows<StudentPayload>(new AssemblyList("students/left", "", Since(back)), students.Left),
            "roll" => Rows<StudentPayload>(new AssemblyList("students", RollStream.Flags, Since(back)), students.OnRoll),
            "marks" => Rows<AttendancePayload>(AttendanceStream.Marks(back, UpstreamMemory.RememberedDays, Since(back)), new AttendanceTranslator(binding, request.UpdatedBefore, isFirstImport: false).Read),
            _ => AsyncEnumerable.Empty<UpstreamPage>(),
        };

        async IAsyncEnumerable<UpstreamPage> Rows<T>(AssemblyList list, Translate<T> translate)
            where T : class
        {
            var memory = request.Memory;
            await foreach (var page in _pager.Pages(binding, list, cancellation).ConfigureAwait(false))
            {
                var rows = AssemblyJson.Reader.Rows<T>(page.Rows).Where(row => request.Again!.Rows.Contains(row.Id));
                var read = AssemblyJson.Reader.Read(request.Stream, rows, memory, translate);
                memory = read.Memory;
                yield return read;
            }
        }
    }

    private IAsyncEnumerable<UpstreamPage> Changed(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation)
    {
        var students = new StudentTranslator(binding, SchoolTime.DateOf(request.UpdatedBefore));
        return request.Stream switch
        {
            "groups" => new GroupStream(_pager).Sweep(binding, request, cancellation),
            "leavers" => Leavers(binding, request, students, cancellation),
            "roll" => new RollStream(_pager, students).Sweep(binding, request, cancellation),
            "marks" => new AttendanceStream(_pager).Sweep(binding, request, cancellation),
            "exclusions" => new ExclusionStream(_pager).Sweep(binding, request, cancellation),
            _ => throw new ArgumentException("Assembly has no such stream.", nameof(request)),
        };
    }

    private async IAsyncEnumerable<UpstreamPage> Leavers(
        UpstreamBinding binding, SweepRequest request, StudentTranslator students, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        await foreach (var page in _pager.Pages(binding, new AssemblyList("students/left", "", Since(request)), cancellation).ConfigureAwait(false))
        {
            var read = AssemblyJson.Reader.Read(request.Stream, AssemblyJson.Reader.Rows<StudentPayload>(page.Rows), memory, students.Left);
            memory = read.Memory;
            yield return page.Of(request.Stream, read);
        }
    }
}
