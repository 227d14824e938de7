using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>A list read row by row: first what earlier sweeps set aside, then page after page.</summary>
internal sealed class RowStream<T>(WondePager pager, string path, Translate<T> translate, params string[] includes)
    where T : class
{
    public async IAsyncEnumerable<UpstreamPage> Sweep(UpstreamBinding binding, SweepRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var memory = request.Memory;
        if (WondeJson.Reader.Parked<T>(request.Stream, memory) is { Count: > 0 } parked)
        {
            var retried = WondeJson.Reader.Read(request.Stream, parked, memory, translate);
            yield return retried;
            memory = retried.Memory;
        }

        await foreach (var page in pager.Pages(binding, WondeList.Of(path, request, includes), cancellation).ConfigureAwait(false))
        {
            var read = WondeJson.Reader.Read(request.Stream, WondeJson.Reader.Rows<T>(page.Rows), memory, translate) with { Coverage = page.Coverage };
            memory = read.Memory;
            yield return read;
        }
    }
}
