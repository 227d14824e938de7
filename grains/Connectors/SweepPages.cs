using System.Runtime.CompilerServices;

namespace RiskMonitor.Connectors;

/// <summary>What holds of the pages of one sweep, whatever the source.</summary>
internal static class SweepPages
{
    /// <summary>What one page of a sweep lacked, all of it lacks.</summary>
    public static async IAsyncEnumerable<UpstreamPage> WithOneCoverage(this IAsyncEnumerable<UpstreamPage> pages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var coverage = Coverage.Supplied;
        await foreach (var page in pages.WithCancellation(cancellation).ConfigureAwait(false))
        {
            coverage = coverage == Coverage.Supplied ? page.Coverage : coverage;
            yield return page with { Coverage = coverage };
        }
    }
}
