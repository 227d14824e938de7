using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>A list read row by row: first what earlier sweeps set aside, then page after page.</summary>
internal sealed class RowStream<T>(WondePager pager, WondeList list, Translate<T> translate)
    where T : class
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        if (WondeJson.Reader.Parked<T>(request.Stream, memory) is { Count: > 0 } parked)
        {
            // What still cannot be told was quarantined when it came.
            var retried = WondeJson.Reader.Read(request.Stream, parked, memory, translate) with { Quarantined = [] };
            yield return retried;
            memory = retried.Memory;
        }

        await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
        {
            var read = WondeJson.Reader.Read(request.Stream, WondeJson.Reader.Rows<T>(page.Rows), memory, translate) with { Coverage = page.Coverage };
            memory = read.Memory;
            yield return read;
        }
    }

    /// <summary>Reads once more the rows that the request names, and no others.</summary>
    public async IAsyncEnumerable<UpstreamPage> Again(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        await foreach (var page in pager.Pages(binding, list, cancellation).ConfigureAwait(false))
        {
            var rows = WondeJson.Reader.Rows<T>(page.Rows).Where(row => request.Again!.Rows.Contains(row.Id));
            var read = WondeJson.Reader.Read(request.Stream, rows, memory, translate);
            memory = read.Memory;
            yield return read;
        }
    }
}
