using System.Text.Json;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

/// <summary>The journal's line for the marks of one register; fields stand in the order in which we write them.</summary>
internal static class RegisterLine
{
    private static ReadOnlySpan<byte> Beginning => "{\"type\":\"marks\","u8;

    /// <returns>False when the line is another one.</returns>
    /// <exception cref="InvalidDataException">It begins like one of ours and does not go on like one.</exception>
    public static bool TryRead(ReadOnlySpan<byte> line, TextCache cache, List<Observation> into)
    {
        if (!line.StartsWith(Beginning)) return false;
        try
        {
            Read(line, cache, into);
            return true;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException("A register in a journal body is cut off or not JSON.", wrong);
        }
    }

    private static void Read(ReadOnlySpan<byte> line, TextCache cache, List<Observation> into)
    {
        var json = new Utf8JsonReader(line);
        var (school, date, session) = (default(SchoolId), default(DateOnly), Session.AM);
        var (recordedAt, receivedAt) = ((DateTimeOffset?)null, default(DateTimeOffset));
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("school"u8)) school = new SchoolId(Text(ref json, cache));
            else if (json.ValueTextEquals("date"u8)) date = Date(ref json);
            else if (json.ValueTextEquals("session"u8)) session = Text(ref json, cache) == "AM" ? Session.AM : Session.PM;
            else if (json.ValueTextEquals("recordedAt"u8)) recordedAt = Time(ref json);
            else if (json.ValueTextEquals("receivedAt"u8)) receivedAt = Time(ref json);
            else if (json.ValueTextEquals("marks"u8)) ReadMarks(ref json, cache, new Mark { School = school, Student = default, At = new(date, session), RecordedAt = recordedAt, ReceivedAt = receivedAt }, into);
        }
    }

    private static void ReadMarks(ref Utf8JsonReader json, TextCache cache, Mark register, List<Observation> into)
    {
        json.Read();
        json.Read();
        while (json.TokenType == JsonTokenType.String)
        {
            var student = new StudentId(cache.Get(json.ValueSpan));
            json.Read();
            var code = json.TokenType == JsonTokenType.Null ? null : json.ValueIsEscaped ? json.GetString() : cache.Get(json.ValueSpan);
            json.Read();
            int? minutes = null;
            if (json.TokenType == JsonTokenType.Number)
            {
                minutes = json.GetInt32();
                json.Read();
            }

            into.Add(register with { Student = student, Code = code, MinutesLate = minutes });
        }
    }

    private static string Text(ref Utf8JsonReader json, TextCache cache)
    {
        json.Read();
        return cache.Get(json.ValueSpan);
    }

    private static DateOnly Date(ref Utf8JsonReader json)
    {
        json.Read();
        return JsonShapes.TryDate(json.ValueSpan, out var date) ? date : throw new InvalidDataException("A register in a journal body has no date.");
    }

    private static DateTimeOffset Time(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetDateTimeOffset();
    }
}
