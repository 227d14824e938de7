using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// A date or time as Wonde sends it: PHP's serialised DateTime, or a plain string. The wall clock and the zone are kept as they came,
/// because a date must be read off the wall clock and never pass through UTC.
/// </summary>
[JsonConverter(typeof(WondeMomentConverter))]
internal readonly record struct WondeMoment(DateTime Wall, string? Zone)
{
    /// <summary>What the wall clock shows, whatever the zone.</summary>
    public DateOnly Date => DateOnly.FromDateTime(Wall);

    public bool IsMidnight => Wall.TimeOfDay == TimeSpan.Zero;

    /// <summary>Of a stamp: without a zone it is UTC.</summary>
    /// <exception cref="FormatException">The zone is not known.</exception>
    public DateTimeOffset Stamp => At(Zone ?? "UTC");

    /// <summary>Of something that happened: without a zone it is London time, and midnight means the London day (§ "A date at 00:00:00 is a date").</summary>
    /// <exception cref="FormatException">The zone is not known.</exception>
    public DateTimeOffset Happened => IsMidnight ? SchoolTime.StartOf(Date) : At(Zone ?? "Europe/London");

    /// <exception cref="FormatException">It is neither a date nor a time.</exception>
    public static WondeMoment Parse(string text, string? zone)
    {
        text = Loosely.Time(text.Trim());
        if (DateTime.TryParseExact(text, WallFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
            return new WondeMoment(wall, zone);
        if (DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return new WondeMoment(instant.DateTime, Offset(instant.Offset));
        throw new FormatException("It is neither a date nor a time.");
    }

    private static string[] WallFormats { get; } =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm"];

    private static string[] OffsetFormats { get; } = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz"];

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);

    private DateTimeOffset At(string zone)
    {
        if (zone.ToUpperInvariant() is "UTC" or "Z" or "GMT" or "ETC/UTC" or "+00:00")
            return new DateTimeOffset(Wall, TimeSpan.Zero);
        if (zone.Equals("BST", StringComparison.OrdinalIgnoreCase))
            return new DateTimeOffset(Wall, TimeSpan.FromHours(1));
        if (zone.ToUpperInvariant() is "EUROPE/LONDON" or "GB" or "")
            return SchoolTime.At(DateOnly.FromDateTime(Wall), TimeOnly.FromDateTime(Wall));
        if (zone is ['+' or '-', ..] && TimeSpan.TryParseExact(zone[1..].Replace(":", "", StringComparison.Ordinal), "hhmm", CultureInfo.InvariantCulture, out var offset))
            return new DateTimeOffset(Wall, zone[0] == '-' ? -offset : offset);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var named) || named.IsInvalidTime(Wall))
            throw new FormatException("The time zone is not known.");
        return new DateTimeOffset(Wall, named.GetUtcOffset(Wall));
    }
}

/// <summary>A field that holds no date may be null, empty text, or the object with nothing in it.</summary>
internal sealed class AbsentMoment : JsonConverter<WondeMoment?>
{
    public override bool HandleNull => true;

    public override WondeMoment? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        var date = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("date", out var named) ? named : value;
        var isAbsent = date.ValueKind is JsonValueKind.Null || (date.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(date.GetString()))
            || (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0);
        return isAbsent ? null : WondeMomentConverter.Of(value);
    }

    public override void Write(Utf8JsonWriter writer, WondeMoment? value, JsonSerializerOptions options)
    {
        if (value is { } moment)
            WondeMomentConverter.Put(writer, moment);
        else
            writer.WriteNullValue();
    }
}

internal sealed class WondeMomentConverter : JsonConverter<WondeMoment>
{
    public override WondeMoment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(JsonElement.ParseValue(ref reader));

    public static WondeMoment Of(JsonElement php)
    {
        try
        {
            if (php.ValueKind == JsonValueKind.String)
                return Checked(WondeMoment.Parse(php.GetString()!, null));
            if (php.ValueKind != JsonValueKind.Object || !php.TryGetProperty("date", out var date) || date.ValueKind != JsonValueKind.String)
                throw new JsonException();
            var zone = php.TryGetProperty("timezone", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            return Checked(WondeMoment.Parse(date.GetString()!, zone));
        }
        catch (FormatException broken)
        {
            // Without a message the serializer writes one that names the field and not the value.
            throw new JsonException(null, broken);
        }
    }

    // A zone that is not known is found out here, where the row can still be set aside.
    private static WondeMoment Checked(WondeMoment moment)
    {
        _ = moment.Stamp;
        return moment;
    }

    public override void Write(Utf8JsonWriter writer, WondeMoment value, JsonSerializerOptions options) => Put(writer, value);

    public static void Put(Utf8JsonWriter writer, WondeMoment value)
    {
        writer.WriteStartObject();
        writer.WriteString("date", value.Wall.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
        writer.WriteString("timezone", value.Zone);
        writer.WriteEndObject();
    }
}
