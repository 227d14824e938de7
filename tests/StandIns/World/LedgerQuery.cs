namespace RiskMonitor.StandIns.World;

/// <summary>The order in which a listing comes. Real upstreams promise none.</summary>
public enum RowOrder
{
    /// <summary>A seeded shuffle: the same for the same seed, unrelated to any field.</summary>
    Shuffled,

    /// <summary>Oldest change first, so that a row changed during a sweep moves to the end.</summary>
    ByUpdate,
}

/// <summary>Which current rows of a ledger are wanted, as the upstream looked at an instant.</summary>
public sealed record LedgerQuery(DateTimeOffset AsOf)
{
    public DateTimeOffset? UpdatedAfter { get; init; }

    public bool AfterIsExclusive { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>Whether the last revision of a removed row counts as a row.</summary>
    public bool IncludeGone { get; init; }

    public RowOrder Order { get; init; } = RowOrder.Shuffled;

    public int ShuffleSeed { get; init; }

    /// <summary>Names the filter that goes with the query, so that two filters are never taken for one.</summary>
    public string Facet { get; init; } = "";
}

/// <summary>One row as it stood at an instant. <see cref="Version"/> counts its revisions from 1.</summary>
public readonly record struct RowVersion<TRow>(
    int Record, TRow Row, int Version, DateTimeOffset Created, DateTimeOffset Updated, bool IsGone);
