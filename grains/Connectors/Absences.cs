using System.Collections.Immutable;
using System.Globalization;

namespace RiskMonitor.Connectors;

/// <summary>
/// What complete reads no longer have. A row is gone when two of them, six hours apart, missed it: one bad hour of the source is no deletion.
/// Many rows missing at once stop the sweep.
/// </summary>
/// <param name="what">The rows, as an operator calls them.</param>
/// <param name="most">How many may be missing at once, whatever the number known.</param>
internal sealed class Absences(string what, int most = MassChange.Most)
{
    public static TimeSpan Apart { get; } = TimeSpan.FromHours(6);

    private string Table => "missing-" + what;

    /// <summary>Whether a read missed some that are not gone yet.</summary>
    public bool HasDoubts(UpstreamMemory memory) => !memory.Table(Table).IsEmpty;

    /// <summary>Compares what is known with what a complete read had; answers what is gone.</summary>
    /// <param name="counted">Those of which not many may be missing; null: all that are known.</param>
    /// <param name="pupilsOf">The rows are the roll's, of which a person may have said that they have gone; null: they are not.</param>
    /// <exception cref="UpstreamException">Too many are missing to be believed.</exception>
    public (UpstreamMemory Memory, ImmutableArray<string> Gone) Note(
        UpstreamMemory memory, IReadOnlyCollection<string> known, IReadOnlySet<string> seen, DateTimeOffset at, IReadOnlyCollection<string>? counted = null,
        UpstreamBinding? pupilsOf = null)
    {
        counted ??= known;
        var absent = counted.Where(id => !seen.Contains(id)).ToList();
        var isTooMany = MassChange.IsSuspicious(absent.Count, counted.Count, most);
        var isMeant = isTooMany && pupilsOf is not null && MassChange.IsAccepted(pupilsOf, absent, counted.Count);
        if (isTooMany && !isMeant)
            throw pupilsOf is null ? MassChange.Refused(absent.Count, counted.Count, what) : MassChange.Refused(absent, counted.Count, mayBeMeant: seen.Count > 0);
        var missing = known.Where(id => !seen.Contains(id)).Order(StringComparer.Ordinal).ToList();
        var before = memory.Table(Table);
        var gone = missing.Where(id => isMeant || (before.TryGetValue(id, out var since) && at - Time(since) >= Apart)).ToImmutableArray();
        var after = missing.Except(gone)
            .ToImmutableDictionary(id => id, id => before.GetValueOrDefault(id) ?? at.ToString("O", CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return (Same(before, after) ? memory : memory.WithTable(Table, after), gone);
    }

    private static bool Same(ImmutableDictionary<string, string> before, ImmutableDictionary<string, string> after) =>
        before.Count == after.Count && before.Keys.All(after.ContainsKey);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
