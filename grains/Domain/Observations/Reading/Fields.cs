using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// The fields of one JSON object. A field that is missing or of the wrong kind is noted, with a reason that repeats nothing of it,
/// and a default is returned so that reading goes on; whoever asked throws the result away when there is <see cref="Trouble"/>.
/// </summary>
internal sealed class Fields(JsonElement element, string path, TextCache cache, bool trusted)
{
    public const int MaximumText = 256;
    public const int MaximumList = 2000;

    private int taken;
    private int unknownInside;

    /// <summary>The first thing wrong, or null.</summary>
    public Implausible? Trouble { get; private set; }

    public int Unknown => element.GetPropertyCount() - taken + unknownInside;

    public JsonElement Element => element;

    /// <summary>Our own journal: no limits, no doubts.</summary>
    public bool Trusted => trusted;

    public void Reject(string field, string reason) => Trouble ??= new Implausible(path + field, reason);

    /// <summary>The field when it is there and not null.</summary>
    public JsonElement? Take(string name)
    {
        if (!element.TryGetProperty(name, out var value)) return null;
        taken++;
        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>Looks without marking the field as known.</summary>
    public JsonElement? Peek(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string name) => Required(name) is { } value ? TextOf(name, value) : "";

    public string? OptionalText(string name) => Take(name) is { } value ? TextOf(name, value) : null;

    /// <summary>A name some sources give as a number, such as a period: kept as text either way.</summary>
    public string Label(string name) =>
        Required(name) is not { } value ? "" : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : TextOf(name, value);

    /// <summary>A text that may be null but must be there: nothing said is not the same as "none".</summary>
    public string? TextOrNull(string name)
    {
        if (!element.TryGetProperty(name, out _)) Reject(name, "is missing (write null for none)");
        return OptionalText(name);
    }

    public DateOnly Date(string name) => Required(name) is { } value ? DateOf(name, value) : default;

    public DateOnly? OptionalDate(string name) => Take(name) is { } value ? DateOf(name, value) : null;

    public DateTimeOffset Time(string name) => Required(name) is { } value ? TimeOf(name, value) : default;

    public DateTimeOffset? OptionalTime(string name) => Take(name) is { } value ? TimeOf(name, value) : null;

    public int Whole(string name) => Required(name) is { } value ? WholeOf(name, value) : 0;

    public int? OptionalWhole(string name) => Take(name) is { } value ? WholeOf(name, value) : null;

    public bool? OptionalTruth(string name)
    {
        if (Take(name) is not { } value) return null;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Reject(name, "is not true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    public T Word<T>(string name, FrozenDictionary<string, T> words)
        where T : struct
    {
        var text = Text(name);
        if (words.TryGetValue(text, out var value)) return value;
        Reject(name, $"is not one of {string.Join(", ", words.Keys.Order(StringComparer.Ordinal))}");
        return default;
    }

    public ImmutableArray<T> List<T>(string name, Func<string, JsonElement, T> item)
    {
        if (Take(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array)
        {
            Reject(name, "is not a list");
            return [];
        }

        var count = list.GetArrayLength();
        if (count > MaximumList && !trusted)
        {
            Reject(name, $"has more than {MaximumList} entries");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>(count);
        foreach (var entry in list.EnumerateArray()) items.Add(item($"{name}[{items.Count}]", entry));
        return items.MoveToImmutable();
    }

    public ImmutableArray<DateOnly> Dates(string name) => List(name, DateOf);

    public ImmutableArray<T> Objects<T>(string name, Func<Fields, T> read) =>
        List(name, (place, entry) => Inside(place, entry, read)!);

    /// <summary>Reads an object within this one; what is wrong there is wrong here, and what is unknown there is counted here.</summary>
    public T? Inside<T>(string place, JsonElement entry, Func<Fields, T> read)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            Reject(place, "is not an object");
            return default;
        }

        var inner = new Fields(entry, $"{path}{place}.", cache, trusted);
        var value = read(inner);
        Trouble ??= inner.Trouble;
        unknownInside += inner.Unknown;
        return value;
    }

    public string TextOf(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Reject(name, "is not a text");
            return "";
        }

        // Between the quotes, without a copy when nothing is escaped.
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        var text = raw.Length > IdText.MaximumLength || raw.Contains((byte)'\\') ? value.GetString()! : cache.Get(raw);
        if (text.Length is 0 or > MaximumText && !trusted) Reject(name, text.Length == 0 ? "is empty" : $"is longer than {MaximumText} characters");
        return text;
    }

    public DateOnly DateOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && JsonShapes.TryDate(Unescaped(value), out var date)) return date;
        Reject(name, "is not a date of the calendar (yyyy-MM-dd)");
        return default;
    }

    public TimeOnly ClockOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && TimeOnly.TryParseExact(value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        Reject(name, "is not a time of day (HH:mm)");
        return default;
    }

    private DateTimeOffset TimeOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && JsonShapes.HasOffset(Unescaped(value)) && value.TryGetDateTimeOffset(out var time)) return time;
        Reject(name, "is not a time with its offset (RFC 3339, such as 2026-10-06T13:40:00+01:00)");
        return default;
    }

    // Some serialisers write the plus sign of an offset as \u002B.
    private static ReadOnlySpan<byte> Unescaped(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : raw;
    }

    private int WholeOf(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)) return number;
        Reject(name, "is not a whole number");
        return 0;
    }

    private JsonElement? Required(string name)
    {
        if (Take(name) is { } value) return value;
        Reject(name, "is missing");
        return null;
    }
}
