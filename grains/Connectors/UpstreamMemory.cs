using System.Collections.Immutable;

namespace RiskMonitor.Connectors;

/// <summary>
/// Ids, code lists and pupils learnt from a source, needed to read its other streams. Persisted with the feed, sealed: it knows names.
/// The same object comes back when nothing was learnt, so that an unchanged memory need not be written again.
/// </summary>
public sealed record UpstreamMemory
{
    /// <summary>Thirteen months of the product's memory and one to spare: older rows are neither read nor remembered.</summary>
    internal const int RememberedDays = 425;

    public static UpstreamMemory Empty { get; } = new();

    /// <summary>The source's pupil id → our pupil id.</summary>
    public ImmutableDictionary<string, string> Students { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Named look-up tables: <c>attendance-codes</c>, <c>categories</c>, <c>mis-ids</c>, …</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string>> Tables { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty;

    internal ImmutableDictionary<string, string> Table(string name) =>
        Tables.GetValueOrDefault(name, ImmutableDictionary<string, string>.Empty);

    internal string? Find(string table, string key) => Table(table).GetValueOrDefault(key);

    internal UpstreamMemory With(string table, string key, string value) =>
        WithTable(table, Table(table).SetItem(key, value));

    internal UpstreamMemory Without(string table, string key) => WithTable(table, Table(table).Remove(key));

    internal UpstreamMemory WithTable(string name, ImmutableDictionary<string, string> table) =>
        ReferenceEquals(table, Table(name)) ? this
        : table.IsEmpty ? this with { Tables = Tables.Remove(name) }
        : this with { Tables = Tables.SetItem(name, table) };

    internal UpstreamMemory WithStudent(string sourceId, string student)
    {
        var students = Students.SetItem(sourceId, student);
        return ReferenceEquals(students, Students) ? this : this with { Students = students };
    }
}
