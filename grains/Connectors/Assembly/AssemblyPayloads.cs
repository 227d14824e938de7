using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Connectors.Assembly;

// The fields we read of Assembly's rows, and no others: ethnicity, languages, addresses, reasons and comments are never taken in.
// Every field is nullable: what is missing is for the translators to judge.

internal sealed record StudentPayload
{
    public string? Id { get; init; }

    public string? YearCode { get; init; }

    public string? Upn { get; init; }

    public string? FormerUpn { get; init; }

    public string? MisId { get; init; }

    /// <summary>The admission number.</summary>
    public string? Pan { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public AssemblyDate? Dob { get; init; }

    public AssemblyDate? StartDate { get; init; }

    public AssemblyDate? EndDate { get; init; }

    public DemographicsPayload? Demographics { get; init; }
}

internal sealed record DemographicsPayload
{
    public string? SenCategory { get; init; }

    public string? InCare { get; init; }
}

internal sealed record RegistrationGroupPayload
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public AssemblyDate? StartDate { get; init; }

    public AssemblyDate? EndDate { get; init; }

    public string[]? StudentIds { get; init; }
}

internal sealed record AttendancePayload
{
    public string? Id { get; init; }

    public string? StudentId { get; init; }

    public string? RegistrationGroupId { get; init; }

    public string? GroupId { get; init; }

    public AssemblyDate? SessionDate { get; init; }

    public string? SessionName { get; init; }

    public string? AttendanceMark { get; init; }

    public string? MinutesLate { get; init; }
}

internal sealed record ExclusionPayload
{
    public string? Id { get; init; }

    public string? StudentId { get; init; }

    public string? ExclusionType { get; init; }

    public AssemblyDate? StartDate { get; init; }

    public AssemblyDate? EndDate { get; init; }

    public decimal? ExclusionLength { get; init; }
}

/// <summary>
/// A date, which the interface types as a date and time. Midnight is that day whatever its offset; another time of day is a London midnight
/// written in another offset, and is taken to London. A date of a school is never passed through UTC.
/// </summary>
[JsonConverter(typeof(AssemblyDateConverter))]
internal readonly record struct AssemblyDate(DateOnly Day);

internal sealed class AssemblyDateConverter : JsonConverter<AssemblyDate>
{
    private static readonly string[] Days = ["yyyy-MM-dd"];
    private static readonly string[] Times =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
            "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz"];

    public override AssemblyDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException();
        text = Loosely.Time(text!.Trim());
        if (DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new AssemblyDate(day);
        if (!DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new JsonException();
        return new AssemblyDate(time.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(time.DateTime) : SchoolTime.DateOf(time));
    }

    public override void Write(Utf8JsonWriter writer, AssemblyDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

/// <summary>How Assembly writes JSON: snake case, ids as numbers. Dates that are not there may be null or empty.</summary>
internal static class AssemblyJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new LooseText(), new LooseNumber(), new AbsentDate() },
    };

    public static RowReader Reader { get; } = new(Options);
}

/// <summary>The documents show dates as empty text: that is no date, as null is.</summary>
internal sealed class AbsentDate : JsonConverter<AssemblyDate?>
{
    private static readonly AssemblyDateConverter Present = new();

    public override AssemblyDate? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && string.IsNullOrWhiteSpace(reader.GetString()))
            ? null
            : Present.Read(ref reader, typeof(AssemblyDate), options);

    public override void Write(Utf8JsonWriter writer, AssemblyDate? value, JsonSerializerOptions options)
    {
        if (value is { } date)
            Present.Write(writer, date, options);
        else
            writer.WriteNullValue();
    }
}
