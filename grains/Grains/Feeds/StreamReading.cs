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

    /// <summary>So few rows may all be odd.</summary>
    private const int FewRows = 2;

    /// <summary>So few may all be of pupils who have gone, such as a year's suspensions in a source that keeps no leavers.</summary>
    private const int FewThatMayResolve = 20;

    private readonly ImmutableDictionary<string, ulong>.Builder seen = ImmutableDictionary.CreateBuilder<string, ulong>();
    private readonly ImmutableDictionary<string, SetAside>.Builder aside = before.Aside.ToBuilder();
    private readonly HashSet<string> met = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> reasons = new(StringComparer.Ordinal);
    private Coverage coverage = Coverage.Supplied;
    private bool hasMoreAside = before.HasMoreAside && from is not null;
    private DateTimeOffset? newest = before.NewestAt;
    private long understood;
    private int mayResolve;

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
        if (!page.HasNoRows)
            Rows += page.Understood.Length + page.Quarantined.Length;
        Quarantined += page.HasNoRows ? 0 : page.Quarantined.Length;
        foreach (var id in page.Understood)
        {
            // What could be read and cannot be is judged with its record.
            var isImpossible = aside.TryGetValue(id, out var row) && row.IsImpossible;
            if (isImpossible)
                continue;
            aside.Remove(id);
            understood += page.HasNoRows ? 0 : 1;
        }

        foreach (var row in page.Quarantined)
        {
            mayResolve += row.MayResolve && !met.Contains(row.RecordId) ? 1 : 0;
            Put(row.RecordId, row.Reason, now, isImpossible: false, isRow: !page.HasNoRows);
        }

        foreach (var record in page.Records)
        {
            // Told of in spite of something in it that could not be read.
            understood += page.Quarantined.Any(row => row.RecordId == record.RowId) ? 1 : 0;
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
        var wasImpossible = aside.TryGetValue(id, out var row) && row.IsImpossible;
        if (wasImpossible)
            aside.Remove(id);
        if (impossible is not null)
        {
            Quarantined++;
            Put(id, impossible, now, isImpossible: true);
        }

        // The page counted it as understood unless it was known to be impossible.
        understood += (wasImpossible, impossible is not null) switch { (true, false) => 1, (false, true) => -1, _ => 0 };

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
        return isClosed ? counted : counted with { Watermark = upTo, Blind = Blind(counted) };
    }

    // One odd row or two are no outage of their stream. Many are, and stay one until a row is understood, also when no more come.
    private BlindRead? Blind(StreamState after)
    {
        if (understood > 0 || after.Aside.IsEmpty)
            return null;
        var rows = reasons.Values.Sum();
        return rows - mayResolve > FewRows || rows > FewThatMayResolve ? new BlindRead(rows, reasons.MaxBy(reason => reason.Value).Key) : before.Blind;
    }

    private ImmutableDictionary<string, SetAside> Standing() => from is null || readsAgain
        ? aside.Where(row => met.Contains(row.Key) || (from is not null && row.Value.IsImpossible)).ToImmutableDictionary(StringComparer.Ordinal)
        : aside.ToImmutable();

    private void Put(string id, string reason, DateTimeOffset now, bool isImpossible, bool isRow = true)
    {
        // A row may be met twice, in the list and by its id.
        if ((met.Add(id) || id.Length == 0) && isRow)
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        if (aside.TryGetValue(id, out var row))
            aside[id] = row with { Reason = reason, IsImpossible = isImpossible };
        else if (aside.Count < MostAside)
            aside[id] = new SetAside(reason, now, from, isImpossible);
        else
            hasMoreAside = true;
    }
}
