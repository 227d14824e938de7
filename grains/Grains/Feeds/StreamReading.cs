using System.Collections.Immutable;
using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Grains.Feeds;

/// <summary>What one sweep of one stream has met so far.</summary>
/// <param name="readsAgain">The rows set aside are read once more: what is not met any more is no longer at the source.</param>
internal sealed class StreamReading(StreamState before, DateTimeOffset? from, bool readsAgain = false)
{
    /// <summary>Records of a window that are remembered; beyond it they are journalled again, which is no harm.</summary>
    private const int MostRecent = 20_000;

    /// <summary>Rows in quarantine that are remembered one by one.</summary>
    private const int MostAside = 1_000;

    private readonly ImmutableDictionary<string, ulong>.Builder seen = ImmutableDictionary.CreateBuilder<string, ulong>();
    private readonly ImmutableDictionary<string, SetAside>.Builder aside = before.Aside.ToBuilder();
    private readonly HashSet<string> met = new(StringComparer.Ordinal);
    private Coverage coverage = Coverage.Supplied;
    private bool hasMoreAside = before.HasMoreAside && from is not null;
    private DateTimeOffset? newest = before.NewestAt;

    public int Pages { get; private set; }

    public long Rows { get; private set; }

    public long Changed { get; private set; }

    public long Accepted { get; private set; }

    public long Quarantined { get; private set; }

    // A full read is also there to heal what went wrong, so it takes nothing as known. What this sweep has said is newer than what the last one had.
    public bool IsNews(UpstreamRecord record) =>
        from is null
        || !(seen.TryGetValue(record.RecordId, out var known) || before.Recent.TryGetValue(record.RecordId, out known))
        || known != record.ContentHash;

    /// <summary>Notes a page and answers its number, from 1.</summary>
    public int Next(UpstreamPage page, DateTimeOffset now)
    {
        coverage = page.Coverage;
        Rows += page.Understood.Length + page.Quarantined.Length;
        Quarantined += page.Quarantined.Length;
        foreach (var id in page.Understood)
        {
            // What could be read and cannot be is judged with its record.
            if (aside.TryGetValue(id, out var row) && !row.IsImpossible)
                aside.Remove(id);
        }

        foreach (var row in page.Quarantined)
            Put(row.RecordId, row.Reason, now, isImpossible: false);
        foreach (var record in page.Records)
        {
            if (from is not null && (seen.Count < MostRecent || seen.ContainsKey(record.RecordId)))
                seen[record.RecordId] = record.ContentHash;
        }

        return ++Pages;
    }

    /// <summary>Notes what a record that is news says, or why it cannot be.</summary>
    public void Judged(UpstreamRecord record, IReadOnlyCollection<Observation> plausible, string? impossible, DateTimeOffset now)
    {
        Changed++;
        Accepted += plausible.Count;
        var id = record.RowId.Length > 0 ? record.RowId : record.RecordId;
        if (aside.TryGetValue(id, out var row) && row.IsImpossible)
            aside.Remove(id);
        if (impossible is not null)
        {
            Quarantined++;
            Put(id, impossible, now, isImpossible: true);
        }

        foreach (var at in plausible.Select(observation => observation.RecordedAt))
            newest = newest > at ? newest : at ?? newest;
    }

    /// <summary>The stream after a read to its end, of everything before a time. What we may not read was not read: there the watermark stays, so that a permission given back finds its place.</summary>
    public StreamState After(DateTimeOffset upTo, Coverage granted, DateTimeOffset now)
    {
        var isClosed = coverage is Coverage.NotPermitted or Coverage.NotSupplied;
        var counted = before with
        {
            Coverage = coverage is Coverage.Supplied && granted is Coverage.NotPermitted or Coverage.NotSupplied ? granted : coverage,
            Granted = granted,
            Accepted = before.Accepted + Accepted,
            Quarantined = before.Quarantined + Quarantined,
            ReadAt = now,
            LastFullReadAt = from is null ? now : before.LastFullReadAt,
            Recent = seen.ToImmutable(),
            Aside = isClosed ? aside.ToImmutable() : Standing(),
            HasMoreAside = hasMoreAside,
            NewestAt = newest,
            IsClosed = isClosed,
            IsLossAccepted = isClosed && before.IsLossAccepted,
            Refused = null,
            AcceptedChange = null,
        };
        return isClosed ? counted : counted with { Watermark = upTo };
    }

    private ImmutableDictionary<string, SetAside> Standing() => from is null || readsAgain
        ? aside.Where(row => met.Contains(row.Key) || (from is not null && row.Value.IsImpossible)).ToImmutableDictionary(StringComparer.Ordinal)
        : aside.ToImmutable();

    private void Put(string id, string reason, DateTimeOffset now, bool isImpossible)
    {
        met.Add(id);
        if (aside.TryGetValue(id, out var row))
            aside[id] = row with { Reason = reason, IsImpossible = isImpossible };
        else if (aside.Count < MostAside)
            aside[id] = new SetAside(reason, now, from, isImpossible);
        else
            hasMoreAside = true;
    }
}
