using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>The letters of a school's registers. A school that has none of its own may be listed with nothing: then the list for all schools holds.</summary>
internal sealed class CodeList(WondePager pager)
{
    private static readonly WondeList OfSchool = new("attendance-codes", []);

    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (memory, isEmpty, coverage) = (request.Memory, true, Coverage.Supplied);
        await foreach (var page in pager.Pages(binding, OfSchool, cancellation).ConfigureAwait(false))
        {
            var read = Read(WondeJson.Reader.Rows<CodePayload>(page.Rows), request.Stream, memory);
            (memory, coverage) = (read.Memory, page.Coverage);
            isEmpty &= read.Understood.IsEmpty && read.Quarantined.IsEmpty;
            if (!isEmpty)
                yield return read with { Coverage = coverage };
        }

        if (!isEmpty)
            yield break;
        yield return await pager.Global(binding, OfSchool.Path, cancellation).ConfigureAwait(false) is { } rows
            ? Read(WondeJson.Reader.Rows<CodePayload>(rows), request.Stream, memory)
            : new UpstreamPage { Memory = memory, Coverage = coverage };
    }

    /// <summary>Both lists once more, for a mark whose code is in neither that we have: a school's own letter stands above that of all schools.</summary>
    public async Task<UpstreamMemory> Again(UpstreamBinding binding, UpstreamMemory memory, CancellationToken cancellation)
    {
        if (await pager.Global(binding, OfSchool.Path, cancellation).ConfigureAwait(false) is { } rows)
            memory = Read(WondeJson.Reader.Rows<CodePayload>(rows), "codes", memory).Memory;
        await foreach (var page in pager.Pages(binding, OfSchool, cancellation).ConfigureAwait(false))
            memory = Read(WondeJson.Reader.Rows<CodePayload>(page.Rows), "codes", memory).Memory;
        return memory;
    }

    private static UpstreamPage Read(List<RawRow<CodePayload>> rows, string stream, UpstreamMemory memory) =>
        WondeJson.Reader.Read(stream, rows, memory, MarkTranslator.Code);
}
