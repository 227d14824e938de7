using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace RiskMonitor.Domain.Rules;

/// <summary>A number of the rule book as people set it: its key is <c>ATT-04:Sessions</c>, its value is text in the invariant form.</summary>
public sealed record RuleThreshold(RuleId Rule, string Name, string Unit, double Least, double Most, string? Law, string Default)
{
    public string Key => $"{Rule}:{Name}";
}

/// <summary>
/// The rule book as data: every number that can be set, what it is now, and how a set of changes is checked and applied. Reads the
/// attributes of <see cref="RuleSettings"/>, so that a threshold is declared in one place.
/// </summary>
public static class RuleThresholds
{
    private static readonly ImmutableSortedDictionary<string, (PropertyInfo Property, RuleThreshold Threshold)> ByKey = Read();

    public static ImmutableArray<RuleThreshold> All { get; } = [.. ByKey.Values.Select(each => each.Threshold)];

    public static string ValueOf(RuleSettings settings, string key) => ToText(ByKey[key].Property.GetValue(settings)!);

    /// <summary>Applies changes by key to settings.</summary>
    /// <returns>The settings, or what is wrong, by key; nothing is applied then.</returns>
    public static (RuleSettings? Settings, ImmutableSortedDictionary<string, string> Troubles) Apply(RuleSettings settings, IReadOnlyDictionary<string, string> changes)
    {
        // A copy of its own: the properties are set on it before anybody else sees it.
        var changed = settings with { };
        var troubles = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in changes)
        {
            if (Trouble(key, text, out var value) is { } trouble) troubles[key] = trouble;
            else ByKey[key].Property.SetValue(changed, value);
        }

        return troubles.Count == 0 ? (changed, ImmutableSortedDictionary<string, string>.Empty) : (null, troubles.ToImmutable());
    }

    private static string? Trouble(string key, string text, out object? value)
    {
        value = null;
        if (!ByKey.TryGetValue(key, out var known)) return "is not a threshold of any rule";
        if (known.Threshold.Law is { } law) return $"is set by law ({law}) and cannot be changed";
        value = Parse(known.Property.PropertyType, text);
        if (value is null) return $"'{text}' is not a value in {known.Threshold.Unit}";
        var number = value is TimeSpan span ? span.TotalMinutes : value is IConvertible and not DateTime ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : double.NaN;
        var (least, most) = (known.Threshold.Least, known.Threshold.Most);
        return most > least && (number < least || number > most) ? $"must be between {ToText(least)} and {ToText(most)} {known.Threshold.Unit}" : null;
    }

    private static object? Parse(Type type, string text) => type switch
    {
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null,
        _ when type == typeof(TimeSpan) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : null,
        _ when type == typeof(TimeOnly) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
        _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        _ => throw new InvalidOperationException($"No threshold can be of type {type.Name}."),
    };

    private static string ToText(object value) => value switch
    {
        TimeSpan span => span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static ImmutableSortedDictionary<string, (PropertyInfo, RuleThreshold)> Read() => typeof(RuleSettings).GetProperties()
        .Select(property => (Property: property, Attribute: property.GetCustomAttribute<ThresholdAttribute>()))
        .Where(each => each.Attribute is not null)
        .Select(each => (each.Property, Threshold: new RuleThreshold(
            new(each.Attribute!.Rule), each.Attribute.Name, each.Attribute.Unit, each.Attribute.Least, each.Attribute.Most, each.Attribute.Law, ToText(each.Property.GetValue(RuleSettings.Default)!))))
        .ToImmutableSortedDictionary(each => each.Threshold.Key, each => each, StringComparer.Ordinal);
}
