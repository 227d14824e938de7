using System.Runtime.InteropServices;

namespace RiskMonitor.StandIns.World;

/// <summary>
/// Rows with all their revisions, past and (in a generated world) future, so that any instant can be served as it was.
/// Readers and writers may be on different threads.
/// </summary>
/// <remarks>
/// Revisions stamped before <paramref name="opens"/> are folded into one: no one asks how the past came to be, and it is most of the memory.
/// </remarks>
public sealed class Ledger<TKey, TRow>(Func<TRow, TKey> keyOf, DateTimeOffset opens)
    where TKey : notnull
{
    private const int NoRevision = -1;
    private readonly Lock _gate = new();
    private readonly List<Revision> _revisions = [];
    private readonly List<Head> _heads = [];
    private readonly ViewCache _cache = new();
    private readonly List<long> _notByStamp = [];
    private List<int> _byUpdate = [];
    private Dictionary<TKey, int>? _recordOf;
    private int _edits;
    private bool _isSorted;
    private bool _hasEarly;

    /// <summary>How many rows there ever were.</summary>
    public int Records
    {
        get
        {
            lock (_gate)
                return _heads.Count;
        }
    }

    /// <summary>Adds a row and returns its record number, which stays its own for ever.</summary>
    public int Add(TRow row, DateTimeOffset created, DateTimeOffset? updated = null, TimeSpan visibleAfter = default)
    {
        lock (_gate)
        {
            var record = _heads.Count;
            var stamp = (updated ?? created).UtcTicks;
            _heads.Add(new Head(_revisions.Count, created.UtcTicks));
            _recordOf?[keyOf(row)] = record;
            Append(new Revision(record, NoRevision, stamp, stamp + visibleAfter.Ticks, 1, false, row));
            return record;
        }
    }

    /// <summary>Changes a row from an instant on.</summary>
    public void Revise(int record, TRow row, DateTimeOffset updated, TimeSpan visibleAfter = default, bool isGone = false)
    {
        lock (_gate)
        {
            var stamp = updated.UtcTicks;
            var visible = stamp + visibleAfter.Ticks;
            var before = LastVisible(record, visible);
            ref var earlier = ref CollectionsMarshal.AsSpan(_revisions)[before];
            if (!_isSorted && visible < opens.UtcTicks)
            {
                earlier = earlier with { Updated = stamp, Visible = visible, Version = earlier.Version + 1, IsGone = isGone, Row = row };
                return;
            }

            var revision = new Revision(record, earlier.Next, stamp, visible, earlier.Version + 1, isGone, row);
            earlier = earlier with { Next = _revisions.Count };
            if (_recordOf is not null)
                _recordOf[keyOf(row)] = record;
            Append(revision);
        }
    }

    /// <summary>The record that has a key now or had it once; null when there is none.</summary>
    public int? Find(TKey key)
    {
        lock (_gate)
        {
            _recordOf ??= IndexByKey();
            return _recordOf.TryGetValue(key, out var record) ? record : null;
        }
    }

    /// <summary>A row as it stood; null when it did not exist yet.</summary>
    public RowVersion<TRow>? At(int record, DateTimeOffset asOf)
    {
        lock (_gate)
        {
            var index = LastVisible(record, asOf.UtcTicks);
            return _revisions[index].Visible > asOf.UtcTicks ? null : Resolve(index);
        }
    }

    public int Count(LedgerQuery query, Func<TRow, bool>? filter = null)
    {
        lock (_gate)
            return View(query, filter).Length;
    }

    /// <summary>A stretch of the rows a query selects. Costs the stretch, once the selection has been made for this state of the ledger.</summary>
    public IReadOnlyList<RowVersion<TRow>> Read(LedgerQuery query, int offset, int count, Func<TRow, bool>? filter = null)
    {
        lock (_gate)
        {
            var view = View(query, filter);
            var end = Math.Min(view.Length, (long)offset + count);
            var rows = new List<RowVersion<TRow>>();
            for (var i = Math.Max(0, offset); i < end; i++)
                rows.Add(Resolve(view[i]));
            return rows;
        }
    }

    /// <summary>Grows whenever what an instant shows has changed.</summary>
    public long StateAt(DateTimeOffset asOf)
    {
        lock (_gate)
            return State(asOf.UtcTicks);
    }

    private int[] View(LedgerQuery query, Func<TRow, bool>? filter)
    {
        Sort();
        var key = (query with { AsOf = default }, State(query.AsOf.UtcTicks));
        if (_cache.Find(key) is { } known)
            return known;

        var view = Select(query, filter);
        if (query.Order == RowOrder.Shuffled)
            Shuffle(view, query.ShuffleSeed);
        _cache.Keep(key, view);
        return view;
    }

    private int[] Select(LedgerQuery query, Func<TRow, bool>? filter)
    {
        var asOf = query.AsOf.UtcTicks;
        var from = query.UpdatedAfter is { } after ? LowerBound(after.UtcTicks + (query.AfterIsExclusive ? 1 : 0)) : 0;
        // What is stamped later than it can be read is seen before its time comes.
        var to = LowerBound(Math.Min(_hasEarly ? long.MaxValue : asOf + 1, query.UpdatedBefore?.UtcTicks ?? long.MaxValue));
        var found = new List<int>(Math.Max(0, to - from));
        var revisions = CollectionsMarshal.AsSpan(_revisions);
        for (var i = from; i < to; i++)
        {
            var index = _byUpdate[i];
            ref readonly var revision = ref revisions[index];
            if (revision.Visible > asOf || (revision.IsGone && !query.IncludeGone))
                continue;
            if (revision.Next != NoRevision && revisions[revision.Next].Visible <= asOf)
                continue;
            if (filter is null || filter(revision.Row))
                found.Add(index);
        }

        return [.. found];
    }

    private void Shuffle(int[] view, int seed)
    {
        var keys = new ulong[view.Length];
        for (var i = 0; i < view.Length; i++)
            keys[i] = Scramble.Of((ulong)(uint)seed << 32 | (uint)_revisions[view[i]].Record);
        Array.Sort(keys, view);
    }

    private void Append(Revision revision)
    {
        _revisions.Add(revision);
        if (revision.Visible != revision.Updated)
            _notByStamp.Add(revision.Visible);
        _hasEarly |= revision.Visible < revision.Updated;

        if (!_isSorted)
            return;
        _edits++;
        _byUpdate.Insert(LowerBound(revision.Updated + 1), _revisions.Count - 1);
    }

    private void Sort()
    {
        if (_isSorted)
            return;
        var stamps = new long[_revisions.Count];
        var order = new int[_revisions.Count];
        for (var i = 0; i < order.Length; i++)
            (stamps[i], order[i]) = (_revisions[i].Updated, i);
        Array.Sort(stamps, order);
        _byUpdate = [.. order];
        _isSorted = true;
    }

    private int LowerBound(long stamp)
    {
        var (low, high) = (0, _byUpdate.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_revisions[_byUpdate[middle]].Updated < stamp)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private long State(long asOf)
    {
        Sort();
        return LowerBound(asOf + 1) + _notByStamp.Count(visible => visible <= asOf) + ((long)_edits << 32);
    }

    // The first revision when none is visible yet: callers that care compare its Visible.
    private int LastVisible(int record, long visible)
    {
        var index = _heads[record].First;
        while (_revisions[index].Next is var next and not NoRevision && _revisions[next].Visible <= visible)
            index = next;
        return index;
    }

    private Dictionary<TKey, int> IndexByKey()
    {
        var records = new Dictionary<TKey, int>(_heads.Count);
        foreach (var revision in _revisions)
            records[keyOf(revision.Row)] = revision.Record;
        return records;
    }

    private RowVersion<TRow> Resolve(int index)
    {
        var revision = _revisions[index];
        return new RowVersion<TRow>(
            revision.Record, revision.Row, revision.Version, Utc(_heads[revision.Record].Created), Utc(revision.Updated), revision.IsGone);
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private readonly record struct Revision(int Record, int Next, long Updated, long Visible, int Version, bool IsGone, TRow Row);

    private readonly record struct Head(int First, long Created);
}
