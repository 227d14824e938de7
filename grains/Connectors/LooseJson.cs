using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Connectors;

/// <summary>Text that some systems send as a number.</summary>
internal sealed class LooseText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => reader.TryGetInt64(out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : reader.GetDecimal().ToString(CultureInfo.InvariantCulture),
        JsonTokenType.Null => null,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A flag as a boolean, 0 or 1, or a word. Anything else is refused: a flag that is misread is a child that is not seen.</summary>
internal sealed class LooseFlag : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when reader.TryGetInt32(out var number) && number is 0 or 1 => reader.GetInt32() == 1,
        JsonTokenType.String => reader.GetString()!.ToUpperInvariant() switch
        {
            "1" or "TRUE" or "Y" or "YES" => true,
            "0" or "FALSE" or "N" or "NO" => false,
            _ => throw new JsonException(),
        },
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
