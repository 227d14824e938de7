using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class JsonValues
{
    public static void WriteDate(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly date)
    {
        json.WritePropertyName(name);
        json.WriteDateValue(date);
    }

    public static void WriteDateValue(this Utf8JsonWriter json, DateOnly date)
    {
        Span<byte> text = stackalloc byte[10];
        date.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        json.WriteStringValue(text);
    }

    public static void WriteDate(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly? date)
    {
        if (date is { } given) json.WriteDate(name, given);
    }

    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } given) json.WriteString(name, given);
    }

    public static void WriteText(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    public static void WriteWhole(this Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } given) json.WriteNumber(name, given);
    }

    public static void WriteTruth(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? truth)
    {
        if (truth is { } given) json.WriteBoolean(name, given);
    }

    public static void WriteDates(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<DateOnly> dates) =>
        json.WriteList(name, dates, static (json, date) => json.WriteDateValue(date));

    public static void WriteStudents(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<StudentId> students) =>
        json.WriteList(name, students, static (json, student) => json.WriteStringValue(student.Value));

    public static void WriteList<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    public static void WriteObjects<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
