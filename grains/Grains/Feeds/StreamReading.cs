using System.Collections.Immutable;
using RiskMonitor.Connectors;

namespace RiskMonitor.Grains.Feeds;

/// <summary>What one sweep of one stream has met so far.</summary>
internal sealed class StreamReading(StreamState before, DateTimeOffset? from)
{
    /// <summary>Records of a window that are remembered; beyond it they are journalled again, which is no harm.</summary>
    private const int MostRecent = 20_000;

    private readonly ImmutableDictionary<string, ulong>.Builder seen = ImmutableDictionary.CreateBuilder<string, ulong>();
    private Coverage coverage = Coverage.Supplied;
    private int pages;

    public long Accepted { get; set; }

    public long Quarantined { get; set; }

    // A full read is also there to heal what went wrong, so it takes nothing as known. What this sweep has said is newer than what the last one had.
    public bool IsNews(UpstreamRecord record) =>
        from is null
        || !(seen.TryGetValue(record.RecordId, out var known) || before.Recent.TryGetValue(record.RecordId, out known))
        || known != record.ContentHash;

    /// <summary>Notes a page and answers its number, from 1.</summary>
    public int Next(UpstreamPage page)
    {
        coverage = page.Coverage;
        Quarantined += page.Quarantined.Length;
        foreach (var record in page.Records)
        {
            if (from is not null && (seen.Count < MostRecent || seen.ContainsKey(record.RecordId)))
                seen[record.RecordId] = record.ContentHash;
        }

        return ++pages;
    }

    /// <summary>The stream after a read to its end. What we may not read was not read: there the watermark stays, so that a permission given back finds its place.</summary>
    public StreamState After(DateTimeOffset upTo, Coverage granted, DateTimeOffset now)
    {
        var counted = before with
        {
            Coverage = coverage is Coverage.Supplied && granted is Coverage.NotPermitted or Coverage.NotSupplied ? granted : coverage,
            Granted = granted,
            Accepted = before.Accepted + Accepted,
            Quarantined = before.Quarantined + Quarantined,
            LastFullReadAt = from is null ? now : before.LastFullReadAt,
            Recent = seen.ToImmutable(),
        };
        return coverage is Coverage.NotPermitted or Coverage.NotSupplied ? counted : counted with { Watermark = before.Watermark > upTo ? before.Watermark : upTo };
    }
}
