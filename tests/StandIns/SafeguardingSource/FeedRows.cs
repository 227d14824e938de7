using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>A page of a keyset feed: rows in order of <c>(updated_at, id)</c>, and whether there is more behind them.</summary>
internal sealed record FeedRows<TRow>(IReadOnlyList<RowVersion<TRow>> Rows, bool HasMore, FeedPlace? Next)
{
    private const int Stretch = 256;

    public static FeedRows<TRow> Of<TKey>(
        Ledger<TKey, TRow> ledger, FeedQuery query, DateTimeOffset asOf, bool afterIsExclusive, Func<TRow, string> idOf)
        where TKey : notnull
    {
        var selection = new LedgerQuery(asOf)
        {
            UpdatedAfter = Later(query.UpdatedSince, query.After?.Updated),
            AfterIsExclusive = afterIsExclusive && query.After is null,
            UpdatedBefore = query.UpdatedBefore,
            IncludeGone = query.IncludeDeleted,
            Order = RowOrder.ByUpdate,
        };
        var found = Candidates(ledger, selection, query)
            .Where(version => query.After is null || query.After.IsBefore(version.Updated, idOf(version.Row)))
            .OrderBy(version => version.Updated).ThenBy(version => idOf(version.Row), StringComparer.Ordinal)
            .ToList();
        if (found.Count <= query.Limit)
            return new FeedRows<TRow>(found, false, null);
        var page = found[..query.Limit];
        return new FeedRows<TRow>(page, true, new FeedPlace(page[^1].Updated, idOf(page[^1].Row)));
    }

    // Rows of one instant are ordered by id only after they have been read, so reading may stop only between two instants.
    private static List<RowVersion<TRow>> Candidates<TKey>(Ledger<TKey, TRow> ledger, LedgerQuery selection, FeedQuery query)
        where TKey : notnull
    {
        var found = new List<RowVersion<TRow>>();
        var sentBefore = 0;
        while (true)
        {
            var stretch = ledger.Read(selection, found.Count, Stretch);
            found.AddRange(stretch);
            sentBefore += query.After is null ? 0 : stretch.Count(version => version.Updated == query.After.Updated);
            var enough = query.Limit + sentBefore;
            if (stretch.Count < Stretch || (found.Count > enough + 1 && found[^1].Updated > found[enough].Updated))
                return found;
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left > right ? left : right;
}
