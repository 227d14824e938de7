using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Grains.Feeds;

/// <summary>
/// Pages of a stream that were read and not yet handed to the school. Each handing over stores the feed's whole memory first, which in a first import
/// of hundreds of pages would take longer than reading them; and nobody waits for more than a second longer for what a page says.
/// </summary>
internal sealed class PagesWaiting(TimeProvider time, string stream, bool isPrior)
{
    private const int MostObservations = 5_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private List<Observation> observations = [];
    private (string Key, UpstreamMemory Memory)? last;
    private long since;

    public string Stream => stream;

    /// <summary>Of the first read of its stream: it tells what was so before we came.</summary>
    public bool IsPrior => isPrior;

    public bool AreDue => observations.Count >= MostObservations || (last is not null && time.GetElapsedTime(since) >= Longest);

    /// <param name="key">Of the page, never used for another.</param>
    /// <param name="memory">After the page.</param>
    public void Add(string key, List<Observation> said, UpstreamMemory memory)
    {
        if (last is null)
            since = time.GetTimestamp();
        observations.AddRange(said);
        last = (key, memory);
    }

    /// <summary>All that waits, under the key of its last page; null when nothing does.</summary>
    public (string Key, List<Observation> Observations, UpstreamMemory Memory)? Take()
    {
        if (last is not { } page)
            return null;
        var taken = observations;
        (observations, last) = ([], null);
        return (page.Key, taken, page.Memory);
    }
}
