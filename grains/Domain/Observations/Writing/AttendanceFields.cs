using System.Text.Json;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

internal static class AttendanceFields
{
    public static void Write(Utf8JsonWriter json, Observation observation)
    {
        if (observation is Mark mark) Write(json, mark);
        else if (observation is LessonMark lesson) Write(json, lesson);
    }

    public static void Write(Utf8JsonWriter json, SchoolSession session)
    {
        json.WriteDate("date"u8, session.Date);
        json.WriteString("session"u8, session.Session == Session.AM ? "AM"u8 : "PM"u8);
    }

    private static void Write(Utf8JsonWriter json, Mark mark)
    {
        Write(json, mark.At);
        json.WriteString("code"u8, mark.Code);
        json.WriteWhole("minutesLate"u8, mark.MinutesLate);
    }

    private static void Write(Utf8JsonWriter json, LessonMark lesson)
    {
        json.WriteDate("date"u8, lesson.Date);
        json.WriteString("period"u8, lesson.Period);
        json.WriteString("code"u8, lesson.Code);
    }
}
