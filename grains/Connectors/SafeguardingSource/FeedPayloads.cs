using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Connectors.SafeguardingSource;

// The fields we read of the contract, and no others: narrative, body maps and attachments are never taken in.

internal sealed record LinkPayload
{
    public string? Id { get; init; }

    public string? MisId { get; init; }

    public string? Upn { get; init; }

    public string? FormerUpn { get; init; }

    public string? Dob { get; init; }

    public string? SchoolId { get; init; }

    public string? MergedInto { get; init; }
}

internal sealed record CategoryPayload(string? Id, string? Name);

internal sealed record IncidentPayload
{
    public string? Id { get; init; }

    public string? SchoolId { get; init; }

    [JsonConverter(typeof(WholeNumber))]
    public long? Version { get; init; }

    public FeedTime? OccurredAt { get; init; }

    public FeedTime? RecordedAt { get; init; }

    public FeedTime? UpdatedAt { get; init; }

    public FeedTime? DeletedAt { get; init; }

    public LinkPayload? Student { get; init; }

    public LinkPayload[]? LinkedStudents { get; init; }

    public CategoryPayload[]? Categories { get; init; }

    public RecorderPayload? RecordedBy { get; init; }

    [JsonConverter(typeof(WholeNumber))]
    public long? Severity { get; init; }

    public string? SameEventAs { get; init; }

    public BetweenPayload? ChildOnChild { get; init; }

    public ActionPayload[]? Actions { get; init; }
}

/// <summary>An incident in the list of ids.</summary>
internal sealed record ListedPayload
{
    public string? Id { get; init; }

    [JsonConverter(typeof(WholeNumber))]
    public long? Version { get; init; }

    public bool? Deleted { get; init; }
}

internal sealed record RecorderPayload(string? Id, string? Role);

internal sealed record BetweenPayload(string[]? Aggressors, string[]? Targets);

internal sealed record ActionPayload
{
    public string? Id { get; init; }

    public FeedTime? RecordedAt { get; init; }

    public string? Kind { get; init; }

    public string? Agency { get; init; }

    public FeedTime? DeletedAt { get; init; }
}

/// <summary>RFC 3339 with an offset, its letters large or small. Without one it would be read as the time zone of this machine, so it is refused.</summary>
[JsonConverter(typeof(FeedTimeConverter))]
internal readonly record struct FeedTime(DateTimeOffset At)
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFzzz"];

    public static FeedTime? Parse(string text) =>
        DateTimeOffset.TryParseExact(Loosely.Time(text).ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? new FeedTime(time) : null;
}

internal sealed class FeedTimeConverter : JsonConverter<FeedTime>
{
    public override FeedTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? FeedTime.Parse(reader.GetString()!) : null) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, FeedTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.At.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
}

internal static class FeedJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new LooseText() },
    };

    public static RowReader Reader { get; } = new(Options);
}
