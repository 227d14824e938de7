using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// Writes observations as canonical NDJSON, always with <c>receivedAt</c>, and without fields that are null unless they must be there.
/// One to a thread; its buffers are reused.
/// </summary>
public sealed class ObservationWriter : IDisposable
{
    // These lines are sealed in a journal or printed, never put into a page: the letters of a name may stay letters.
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter json = new(Stream.Null, Options);

    /// <summary>Writes one line with its end.</summary>
    public void Write(Observation observation, IBufferWriter<byte> output)
    {
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("type"u8, observation.Type);
        if (observation.School.Trust is { } trust) json.WriteString("trust"u8, trust.Value);
        else if (observation.School.Value is { } school) json.WriteString("school"u8, school);
        if (observation is PupilObservation pupil) json.WriteString("student"u8, pupil.Student.Value);
        WriteOwn(observation);
        json.WriteTime("recordedAt"u8, observation.RecordedAt);
        json.WriteString("receivedAt"u8, observation.ReceivedAt);
        json.WriteEndObject();
        End(output);
    }

    public void Dispose() => json.Dispose();

    /// <summary>Writes the marks of one register, session and receipt as one line of the journal: pupil, code and, when known, minutes late, one after the other.</summary>
    internal void WriteRegister(IReadOnlyList<Observation> marks, int first, int count, IBufferWriter<byte> output)
    {
        var register = (Mark)marks[first];
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "marks"u8);
        json.WriteString("school"u8, register.School.Value);
        json.WriteDate("date"u8, register.At.Date);
        json.WriteString("session"u8, register.At.Session == Windows.Session.AM ? "AM"u8 : "PM"u8);
        json.WriteTime("recordedAt"u8, register.RecordedAt);
        json.WriteString("receivedAt"u8, register.ReceivedAt);
        json.WriteStartArray("marks"u8);
        for (var next = first; next < first + count; next++)
        {
            var mark = (Mark)marks[next];
            json.WriteStringValue(mark.Student.Value);
            json.WriteStringValue(mark.Code);
            if (mark.MinutesLate is { } minutes) json.WriteNumberValue(minutes);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        End(output);
    }

    private void End(IBufferWriter<byte> output)
    {
        json.Flush();
        output.Write("\n"u8);
    }

    private void WriteOwn(Observation observation)
    {
        switch (observation)
        {
            case Mark or LessonMark: AttendanceFields.Write(json, observation); break;
            case Pupil or Assessment or Plan or Departure: RollFields.Write(json, observation); break;
            case Behaviour or Suspension or Notice: ConductFields.Write(json, observation); break;
            case Concern or ConcernAction or Contact or FileTransfer: SafeguardingFields.Write(json, observation); break;
            case Calendar calendar: CalendarFields.Write(json, calendar); break;
            case SchoolFigures figures: FiguresFields.Write(json, figures); break;
            case IdentityDecision or SchoolRecord or Survey or Training or BoardReport or Withdrawn or ClockTick or FeedReport: SchoolFields.Write(json, observation); break;
            default: throw new ArgumentException($"No canonical line is known for {observation.GetType().Name}.", nameof(observation));
        }
    }
}
