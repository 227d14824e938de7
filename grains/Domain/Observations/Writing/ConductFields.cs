using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class ConductFields
{
    public static void Write(Utf8JsonWriter json, Observation observation)
    {
        switch (observation)
        {
            case Behaviour behaviour: Write(json, behaviour); break;
            case Suspension suspension: Write(json, suspension); break;
            case Notice notice: Write(json, notice); break;
        }
    }

    private static void Write(Utf8JsonWriter json, Behaviour behaviour)
    {
        json.WriteString("id"u8, behaviour.Id);
        json.WriteString("occurredAt"u8, behaviour.OccurredAt);
        json.WriteString("kind"u8, behaviour.Kind);
        json.WriteNumber("points"u8, behaviour.Points);
        json.WriteString("role"u8, Words.Lower(behaviour.Role));
    }

    private static void Write(Utf8JsonWriter json, Suspension suspension)
    {
        json.WriteString("id"u8, suspension.Id);
        json.WriteDate("from"u8, suspension.From);
        json.WriteDate("to"u8, suspension.To);
        json.WriteNumber("sessions"u8, suspension.Sessions);
        json.WriteBoolean("permanent"u8, suspension.Permanent);
        json.WriteTime("noticeAt"u8, suspension.NoticeAt);
        json.WriteTime("reinstatedAt"u8, suspension.ReinstatedAt);
        json.WriteTruth("examMissed"u8, suspension.ExamMissed);
    }

    private static void Write(Utf8JsonWriter json, Notice notice)
    {
        json.WriteString("id"u8, notice.Id);
        json.WriteDate("issuedOn"u8, notice.IssuedOn);
        json.WriteObjects("sessions"u8, notice.Sessions, AttendanceFields.Write);
        json.WriteString("outcome"u8, Words.Lower(notice.Outcome));
    }
}
