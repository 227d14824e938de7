using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Connectors;

/// <summary>Text that some systems send as a number or as a boolean.</summary>
internal sealed class LooseText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => reader.TryGetInt64(out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => null,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A number that may be written as text; empty text is no number, as null is.</summary>
internal sealed class LooseNumber : JsonConverter<decimal?>
{
    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetDecimal(),
        JsonTokenType.String when string.IsNullOrWhiteSpace(reader.GetString()) => null,
        JsonTokenType.String when decimal.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }
}

/// <summary>A whole number, also where it is written as text or as <c>5.0</c>, which to JSON is the same.</summary>
internal sealed class WholeNumber : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetInt64(out var whole) => whole,
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => Whole(number),
        JsonTokenType.String when decimal.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Whole(number),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }

    private static long Whole(decimal number) =>
        decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue ? (long)number : throw new JsonException();
}

/// <summary>What a source may mean by a word where it should have sent a boolean, a number or nothing.</summary>
internal static class Loosely
{
    /// <summary>Null where nothing was said, or nothing that is yes or no.</summary>
    public static bool? Flag(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "1" or "TRUE" or "T" or "Y" or "YES" => true,
        "0" or "FALSE" or "F" or "N" or "NO" => false,
        _ => null,
    };

    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String or JsonValueKind.Number => Flag(value.ToString()),
        _ => null,
    };

    public static int? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>
    /// A time as RFC 3339 allows it: with as many digits of a second as the sender likes, of which ours keeps seven, and with T or a space between its parts.
    /// </summary>
    public static string Time(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - dot - 1 <= MostDigits ? text : string.Concat(text.AsSpan(0, dot + 1 + MostDigits), text.AsSpan(end));
    }

    private const int MostDigits = 7;
}
