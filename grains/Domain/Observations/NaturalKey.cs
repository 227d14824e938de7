using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RiskMonitor.Domain.Observations;

/// <summary>Which fields, besides the school, make the key of each type that can be withdrawn, in the order in which <see cref="Observation.Key"/> joins them.</summary>
public static class NaturalKey
{
    private static readonly ImmutableArray<string> Record = ["id", "student"];

    private static readonly FrozenDictionary<string, ImmutableArray<string>> ByType = new Dictionary<string, ImmutableArray<string>>
    {
        ["calendar"] = [],
        ["school"] = [],
        ["pupil"] = ["student"],
        ["mark"] = ["student", "date", "session"],
        ["lesson"] = ["student", "date", "period"],
        ["behaviour"] = Record,
        ["suspension"] = Record,
        ["concern"] = Record,
        ["assessment"] = Record,
        ["plan"] = Record,
        ["departure"] = Record,
        ["notice"] = Record,
        ["contact"] = Record,
        ["action"] = ["id"],
        ["report"] = ["id"],
        ["survey"] = ["term", "audience"],
        ["training"] = ["person"],
        ["file-transfer"] = ["student", "direction"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>The names, or null when nothing of that type can be withdrawn.</returns>
    public static ImmutableArray<string>? FieldsOf(string type) => ByType.TryGetValue(type, out var fields) ? fields : null;

    /// <summary>The key as one text. A type of which a school has only one is its own key.</summary>
    public static string Join(string type, IEnumerable<string> values) => string.Join('|', values) is { Length: > 0 } key ? key : type;

    /// <summary>The fields of a key, by name, as <see cref="Join"/> put them together.</summary>
    /// <exception cref="ArgumentException">The key is not one of that type.</exception>
    public static IEnumerable<(string Name, string Value)> Split(string type, string key)
    {
        var names = FieldsOf(type) ?? throw new ArgumentException($"Nothing of type '{type}' can be withdrawn.", nameof(type));
        var values = names.IsEmpty ? [] : key.Split('|', names.Length);
        return values.Length == names.Length ? names.Zip(values) : throw new ArgumentException($"A key of type '{type}' has {names.Length} parts.", nameof(key));
    }
}
