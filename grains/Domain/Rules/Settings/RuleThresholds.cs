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
        var troubles = Troubles(settings, ImmutableDictionary<string, string>.Empty, changes);
        return troubles.IsEmpty ? (Changed(settings, changes), troubles) : (null, troubles);
    }

    /// <summary>What is wrong with changes, by key, where others have been made before; empty: nothing.</summary>
    public static ImmutableSortedDictionary<string, string> Troubles(RuleSettings settings, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> changes)
    {
        var troubles = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in changes)
        {
            if (Trouble(key, text, out _) is { } trouble) troubles[key] = trouble;
        }

        var allowed = before.Where(each => Trouble(each.Key, each.Value, out _) is null && !changes.ContainsKey(each.Key)).Concat(changes.Where(each => !troubles.ContainsKey(each.Key)));
        var changed = Changed(settings, allowed);
        foreach (var (key, (property, threshold)) in ByKey)
        {
            var attribute = property.GetCustomAttribute<ThresholdAttribute>()!;
            Relate(changed, threshold, attribute.AtMost, 0, "at most", changes, troubles);
            Relate(changed, threshold, attribute.Below, -1, "below", changes, troubles);
        }

        return troubles.ToImmutable();
    }

    // Told of the number that somebody changed: of both, of the one that depends on the other.
    private static void Relate(
        RuleSettings settings, RuleThreshold own, string? bound, int most, string words, IReadOnlyDictionary<string, string> changes, IDictionary<string, string> troubles)
    {
        if (bound is null) return;
        var other = bound.Contains(':', StringComparison.Ordinal) ? bound : $"{own.Rule}:{bound}";
        if (NumberOf(ByKey[own.Key].Property.GetValue(settings)!).CompareTo(NumberOf(ByKey[other].Property.GetValue(settings)!)) <= most) return;
        if (changes.ContainsKey(own.Key)) troubles.TryAdd(own.Key, $"must be {words} {other}, which is {ValueOf(settings, other)}");
        else if (changes.ContainsKey(other)) troubles.TryAdd(other, $"would leave {own.Key}, which is {ValueOf(settings, own.Key)}, not {words} it");
    }

    // A copy of its own: the properties are set on it before anybody else sees it.
    private static RuleSettings Changed(RuleSettings settings, IEnumerable<KeyValuePair<string, string>> changes)
    {
        var changed = settings with { };
        foreach (var (key, text) in changes) ByKey[key].Property.SetValue(changed, Parse(ByKey[key].Property.PropertyType, text));
        return changed;
    }

    private static string? Trouble(string key, string text, out object? value)
    {
        value = null;
        if (!ByKey.TryGetValue(key, out var known)) return "is not a threshold of any rule";
        if (known.Threshold.Law is { } law) return $"is set by law ({law}) and cannot be changed";
        value = Parse(known.Property.PropertyType, text);
        if (value is null) return $"'{text}' is not a value in {known.Threshold.Unit}";
        var number = NumberOf(value);
        var (least, most) = (known.Threshold.Least, known.Threshold.Most);
        return most > least && (number < least || number > most) ? $"must be between {ToText(least)} and {ToText(most)} {known.Threshold.Unit}" : null;
    }

    // Dates and times of day have no range of numbers; two of them are compared as they are.
    private static double NumberOf(object value) => value switch
    {
        TimeSpan span => span.TotalMinutes,
        DateOnly date => date.DayNumber,
        TimeOnly time => time.ToTimeSpan().TotalMinutes,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

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
