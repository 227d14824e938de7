using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>Tombstones, read last in a sweep: by now the roll and the leavers have said who is here and who has left.</summary>
internal sealed class DeletionStream(WondePager pager)
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
        var withheld = await Withheld(binding, cancellation).ConfigureAwait(false);
        var (settled, records) = translator.Settle(request.Memory, memory, withheld);
        yield return new UpstreamPage { Memory = settled, Records = records };
    }

    // A child whom the school withholds from us disappears from the lists like one who has gone.
    private async Task<HashSet<string>> Withheld(UpstreamBinding binding, CancellationToken cancellation)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var path = $"meta/schools/{Uri.EscapeDataString(binding.UpstreamSchool)}/acl?with_user_type=true";
        using var answer = await pager.One(binding, path, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccess || !answer.HasObject || !answer.Body.TryGetProperty("data", out var list) || list.ValueKind != JsonValueKind.Object
            || !list.TryGetProperty("ids", out var people) || people.ValueKind != JsonValueKind.Array)
            return ids;
        foreach (var person in people.EnumerateArray())
        {
            var id = person.ValueKind == JsonValueKind.Object && person.TryGetProperty("id", out var value) ? value : person;
            if (id.ValueKind == JsonValueKind.String)
                ids.Add(id.GetString()!);
        }

        return ids;
    }
}
