using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Wonde's API v1.0: one connector for every MIS that Wonde reads. The configured address ends in <c>/v1.0/</c>.</summary>
internal sealed class WondeUpstream(UpstreamClient client, IOptions<UpstreamOptions> options) : IUpstream
{
    private readonly WondePager _pager = new(client, options);

    public const string Word = "wonde";

    private const string HouseholdStream = "contacts";
    private const string RollName = "roll";
    private const string LeaverName = "leavers";

    public string Source => Word;

    public static ImmutableArray<string> Names { get; } =
        ["codes", RollName, "flags", HouseholdStream, LeaverName, "marks", "behaviours", "exclusions", GoneTranslator.Stream];

    public ImmutableArray<string> Streams => Names;

    // Whoever is thought to have gone is only taken off after a roll that was read since.
    public bool MustRead(string stream, UpstreamMemory memory) => stream is RollName or LeaverName && !memory.Table(GoneTranslator.Table).IsEmpty;

    public async Task<UpstreamHealth> Probe(UpstreamBinding binding, CancellationToken cancellation)
    {
        var path = $"meta/schools/{Uri.EscapeDataString(binding.UpstreamSchool)}";
        using var status = await _pager.One(binding, path, cancellation).ConfigureAwait(false);
        if (!status.IsSuccess || !status.HasObject)
            throw new UpstreamException(status.Status is HttpStatusCode.NotFound
                ? "Wonde does not know the school at this address: is it the domain of the school's region?"
                : $"Wonde did not say whether the school is there ({(int)status.Status}).");
        if (status.ServerNow is not { } now)
            throw new UpstreamException("The source's answer has no Date header, so its clock is not known.");

        var school = status.Body.TryGetProperty("data", out var data) ? data : status.Body;
        var isOnline = school.ValueKind == JsonValueKind.Object && !(school.TryGetProperty("online", out var online) && Loosely.Flag(online) == false);
        using var permissions = await _pager.One(binding, path + "/permissions", cancellation).ConfigureAwait(false);
        return new UpstreamHealth(now, isOnline, WondePermissions.Of(permissions, Streams));
    }

    public IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation) =>
        Pages(binding, request, cancellation).WithOneCoverage(cancellation);

    private async IAsyncEnumerable<UpstreamPage> Pages(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var again in request.Again is null ? [] : Again(binding, request))
        {
            await foreach (var page in again(request.Memory, cancellation).ConfigureAwait(false))
            {
                request = request with { Memory = page.Memory };
                yield return page;
            }
        }

        await foreach (var page in Changed(binding, request, cancellation).ConfigureAwait(false))
            yield return page;
    }

    private IAsyncEnumerable<UpstreamPage> Changed(UpstreamBinding binding, SweepRequest request, CancellationToken cancellation)
    {
        var today = SchoolTime.DateOf(request.UpdatedBefore);
        var roll = new RollTranslator(binding, today);
        return request.Stream switch
        {
            "codes" => new CodeList(_pager).Sweep(binding, request, cancellation),
            RollName => new RollStream(_pager, roll).Sweep(binding, request, cancellation),
            "flags" => new FlagStream(_pager, roll.Flags, FlagStream.Includes).Sweep(binding, request, cancellation),
            HouseholdStream => new FlagStream(_pager, RollTranslator.Contacts, FlagStream.ContactIncludes).Sweep(binding, request, cancellation),
            LeaverName => Rows<StudentPayload>(WondeList.Of("students-leaver", request, "education_details"), roll.Left),
            "marks" => new MarkStream(_pager).Sweep(binding, request, cancellation),
            "behaviours" => Placed<BehaviourPayload>(new PlacedList("behaviours", "students", BehaviourTranslator.Table, "behaviour"), new BehaviourTranslator(binding).Read),
            "exclusions" => Placed<ExclusionPayload>(new PlacedList("exclusions", "student", ExclusionTranslator.Table, "suspension"), new ExclusionTranslator(binding).Read),
            GoneTranslator.Stream => new DeletionStream(_pager, roll).Sweep(binding, request, cancellation),
            _ => throw new ArgumentException("Wonde has no such stream.", nameof(request)),
        };

        IAsyncEnumerable<UpstreamPage> Rows<T>(WondeList list, Translate<T> translate)
            where T : class =>
            new RowStream<T>(_pager, list, translate).Sweep(binding, request, cancellation);

        IAsyncEnumerable<UpstreamPage> Placed<T>(PlacedList list, Translate<T> translate)
            where T : class =>
            new PlacedStream<T>(_pager, list, translate).Sweep(
                binding, request with { Memory = PlacedRow.Forget(request.Memory, list.Table, today) }, cancellation);
    }

    // Code lists are read whole in every sweep and flags every day, and a tombstone has nothing that a table could mend.
    private IEnumerable<Func<UpstreamMemory, CancellationToken, IAsyncEnumerable<UpstreamPage>>> Again(UpstreamBinding binding, SweepRequest request)
    {
        var back = request.ForRowsAgain();
        var roll = new RollTranslator(binding, SchoolTime.DateOf(request.UpdatedBefore));
        var marks = new MarkTranslator(binding, isFirstImport: false, SchoolTime.DateOf(request.UpdatedBefore));
        return request.Stream switch
        {
            RollName => [Rows<StudentPayload>(WondeList.Of("students", back, RollStream.Includes), roll.OnRoll)],
            LeaverName => [Rows<StudentPayload>(WondeList.Of("students-leaver", back, "education_details"), roll.Left)],
            "marks" => [.. MarkStream.Lists.Select(path => Rows<MarkPayload>(WondeList.Remembered(path, back), marks.Read))],
            "behaviours" => [Rows<BehaviourPayload>(WondeList.Remembered("behaviours", back, "students"), new BehaviourTranslator(binding).Read)],
            "exclusions" => [Rows<ExclusionPayload>(WondeList.Remembered("exclusions", back, "student"), new ExclusionTranslator(binding).Read)],
            _ => [],
        };

        Func<UpstreamMemory, CancellationToken, IAsyncEnumerable<UpstreamPage>> Rows<T>(WondeList list, Translate<T> translate)
            where T : class =>
            (memory, cancellation) => new RowStream<T>(_pager, list, translate).Again(binding, request with { Memory = memory }, cancellation);
    }
}
