using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>How Wonde writes JSON: snake case, numbers as strings and strings as numbers, includes in a <c>data</c> envelope.</summary>
internal static class WondeJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new LooseText(), new LooseNumber(), new AbsentMoment(), new IncludedFactory() },
    };

    public static RowReader Reader { get; } = new(Options);
}

/// <summary>An include: <c>{"data": …}</c>, or the object itself, or null. Some systems send an empty list where there is no object.</summary>
internal sealed record Included<T>(T? Data)
    where T : class;

internal sealed class IncludedFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Included<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Included<T>>
        where T : class
    {
        public override Included<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var element = JsonElement.ParseValue(ref reader);
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("data", out var data))
                element = data;
            if (element.ValueKind == JsonValueKind.Null || (element is { ValueKind: JsonValueKind.Array } && element.GetArrayLength() == 0 && !typeof(T).IsArray))
                return new Included<T>(null as T);
            return new Included<T>(element.Deserialize<T>(options));
        }

        public override void Write(Utf8JsonWriter writer, Included<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, value.Data, options);
            writer.WriteEndObject();
        }
    }
}

/// <summary>A pupil or a code, as its id or expanded by an include.</summary>
/// <param name="IsSent">Whether the field is there at all: null says something, a missing field does not.</param>
[JsonConverter(typeof(WondeLinkConverter))]
internal readonly record struct WondeLink(string? Id, bool IsSent = true);

internal sealed class WondeLinkConverter : JsonConverter<WondeLink>
{
    public override WondeLink Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("data", out var data))
            element = data;
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out var id))
            element = id;
        return element.ValueKind switch
        {
            JsonValueKind.String => new WondeLink(element.GetString()),
            JsonValueKind.Number => new WondeLink(element.GetRawText()),
            JsonValueKind.Null => new WondeLink(null),
            _ => throw new JsonException(),
        };
    }

    public override void Write(Utf8JsonWriter writer, WondeLink value, JsonSerializerOptions options) => writer.WriteStringValue(value.Id);
}
