using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Imports;

internal enum Change
{
    New,
    Changed,
    Unchanged,
}

/// <summary>A file's good rows beside what the school has.</summary>
/// <param name="Removed">What the school has and the file, which replaces it whole, does not say.</param>
internal sealed record Comparison(ImmutableArray<(ReadRow Row, Change Change)> Rows, int Removed)
{
    /// <param name="present">What the school has of this kind.</param>
    public static Comparison Of(ImportKind kind, Translation file, IEnumerable<Observation> present)
    {
        var known = present.SelectMany(kind.FactsOf).DistinctBy(fact => fact.Key).ToDictionary(fact => fact.Key, StringComparer.Ordinal);
        return new Comparison(
            [.. file.Rows.Select(row => (row, ChangeOf(row, known)))],
            file.Whole is { } whole ? RemovedBy(kind, file, whole, known) : 0);
    }

    public int Count(Change change) => Rows.Count(row => row.Change == change);

    /// <summary>What must be sent so that the school has what the file says; nothing, when it has it already.</summary>
    public ImmutableArray<Observation> ToSend(Translation file) =>
        file.Whole is { } whole
            ? Removed > 0 || Rows.Any(row => row.Change != Change.Unchanged) ? [whole] : []
            : [.. Rows.Where(row => row.Change != Change.Unchanged).Select(row => row.Row.Observation!)];

    private static Change ChangeOf(ReadRow row, Dictionary<string, Fact> known) =>
        row.Facts.All(fact => known.TryGetValue(fact.Key, out var there) && there == fact) ? Change.Unchanged
        : row.Facts.Any(fact => known.ContainsKey(fact.Key)) ? Change.Changed
        : Change.New;

    private static int RemovedBy(ImportKind kind, Translation file, Observation whole, Dictionary<string, Fact> known)
    {
        var stated = file.Rows.SelectMany(row => row.Facts).Select(fact => fact.Key).ToHashSet(StringComparer.Ordinal);
        var holds = kind.HoldsIn(whole);
        return known.Values.Count(fact => !stated.Contains(fact.Key) && !holds(fact));
    }
}
