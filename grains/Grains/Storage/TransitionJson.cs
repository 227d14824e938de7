using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Grains.Storage;

/// <summary>A transition as the JSON inside its seal. Stored for 13 months: names are never reused, enums are numbers.</summary>
internal static class TransitionJson
{
    public static byte[] Write(Transition transition) =>
        JsonSerializer.SerializeToUtf8Bytes(transition, TransitionJsonContext.Default.Transition);

    public static Transition Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, TransitionJsonContext.Default.Transition)
        ?? throw new JsonException("A stored transition is null.");
}

[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SchoolIdJson), typeof(StudentIdJson), typeof(TrustIdJson), typeof(RuleIdJson)])]
[JsonSerializable(typeof(Transition))]
internal sealed partial class TransitionJsonContext : JsonSerializerContext;

internal abstract class IdJson<T>(Func<string, T> parse, Func<T, string> text) : JsonConverter<T>
    where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        parse(reader.GetString() ?? throw new JsonException("An id is null."));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
}

internal sealed class SchoolIdJson() : IdJson<SchoolId>(text => new(text), id => id.Value);

internal sealed class StudentIdJson() : IdJson<StudentId>(text => new(text), id => id.Value);

internal sealed class TrustIdJson() : IdJson<TrustId>(text => new(text), id => id.Value);

internal sealed class RuleIdJson() : IdJson<RuleId>(text => new(text), id => id.Value);
