using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Tombstones, read last in a sweep: by now the roll and the leavers have said who is here and who has left.</summary>
internal sealed class DeletionStream(WondePager pager, RollTranslator roll)
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var translator = new GoneTranslator(binding);
        var memory = request.Memory;
        var rows = new RowStream<DeletionPayload>(pager, WondeList.Remembered("deletions", request), translator.Buried);
        await foreach (var page in rows.Sweep(binding, request, cancellation).ConfigureAwait(false))
        {
            memory = page.Memory;
            yield return page;
        }

        if (memory.Table(GoneTranslator.Table).IsEmpty)
            yield break;
        var withheld = await WithheldPeople.Read(pager, binding, cancellation).ConfigureAwait(false);
        var left = await Leavers(binding, request, memory, withheld, cancellation).ConfigureAwait(false);
        memory = left.Memory;
        yield return left;
        var (settled, records) = translator.Settle(request.Memory, memory, withheld);
        yield return new UpstreamPage { Memory = settled, Records = records };
    }

    // Whoever is about to go may have become a leaver without a new stamp, and so not have come with the leavers that changed.
    private async Task<UpstreamPage> Leavers(
        UpstreamBinding binding, SweepRequest request, UpstreamMemory memory, HashSet<string> withheld, CancellationToken cancellation)
    {
        var going = GoneTranslator.Going(request.Memory, memory, withheld).Going.ToDictionary(each => each.Pupil.Student, each => each.Pupil, StringComparer.Ordinal);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        if (going.Count == 0)
            return new UpstreamPage { Memory = memory };
        await foreach (var page in pager.Pages(binding, new WondeList("students-leaver", ["education_details"]), cancellation).ConfigureAwait(false))
        {
            foreach (var row in WondeJson.Reader.Rows<StudentPayload>(page.Rows).Where(row => row.Row?.Upi is { } upi && going.ContainsKey(upi)))
            {
                var told = roll.Left(row.Row!, memory.Remember(going[row.Row!.Upi!] with { Updated = null }));
                if (told.Record is not { } record)
                    continue;
                memory = told.Memory;
                records.Add(record);
            }
        }

        return new UpstreamPage { Memory = memory, Records = records.ToImmutable() };
    }
}
