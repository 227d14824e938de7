using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>Marks, codes, behaviour, exclusions and tombstones as Wonde sends them.</summary>
internal static class RecordPayloads
{
    private const int MarkIds = 1;
    private const int CodeIds = 2;
    private const int StaffIds = 3;

    public static void Write(WondeWriter writer, UpstreamSchool school, RowVersion<MarkRow> version, DateTimeOffset asOf)
    {
        var row = version.Row;
        writer.Json.WriteStartObject();
        writer.Text("id", WondeWriter.Id(school, MarkIds, version.Record));
        writer.Day("date", DateOnly.FromDayNumber(row.Day));
        writer.Text("session", row.Session.ToString());
        writer.Text("student", school.Students.At(row.Student, asOf)?.Row.WondeId);
        writer.Text("employee", WondeWriter.Id(school, StaffIds, row.Student % 50));
        writer.Text("attendance_code", row.Code == CodeBook.NoCode ? null : CodeId(school, row.Code));
        writer.Null("comment");
        if (row.MinutesLate > 0)
            writer.Json.WriteNumber("minutes_late", row.MinutesLate);
        else
            writer.Null("minutes_late");
        writer.Stamps(version.Created, version.Updated);
        writer.Json.WriteEndObject();
    }

    public static void Write(WondeWriter writer, UpstreamSchool school, byte index, AttendanceCode code)
    {
        writer.Json.WriteStartObject();
        writer.Text("id", CodeId(school, index));
        writer.Text("code", code.Code);
        writer.Text("description", code.Description);
        writer.Text("type", code.Type);
        writer.Json.WriteEndObject();
    }

    public static void Write(WondeWriter writer, UpstreamSchool school, RowVersion<BehaviourRow> version, DateTimeOffset asOf, bool withPupils)
    {
        var row = version.Row;
        writer.Json.WriteStartObject();
        writer.Text("id", row.Id);
        writer.Text("mis_id", row.Id[1..]);
        writer.Text("type", row.Kind);
        writer.Text("status", row.Status);
        writer.Null("comment", "class", "subject");
        writer.Text("location", row.Location);
        writer.Null("action", "action_date");
        writer.Json.WriteNumber("points", row.Pupils.Length == 0 ? 0 : row.Pupils.Max(p => p.Points));
        writer.Json.WriteNumber("total_points", row.Pupils.Sum(p => p.Points));
        writer.Null("parents_notified");
        writer.Day("incident_date", row.On, row.Time ?? default);
        writer.Day("recorded_date", row.RecordedOn);
        if (withPupils)
            WritePupils(writer, school, row, asOf);
        writer.Stamps(version.Created, version.Updated);
        writer.Json.WriteEndObject();
    }

    public static void Write(WondeWriter writer, UpstreamSchool school, RowVersion<ExclusionRow> version, DateTimeOffset asOf, bool withStudent)
    {
        var row = version.Row;
        writer.Json.WriteStartObject();
        writer.Text("id", row.Id);
        writer.Text("mis_id", row.Id[1..]);
        var student = school.Students.At(row.Student, asOf)?.Row.WondeId;
        if (withStudent)
            WriteLink(writer, student);
        else
            writer.Text("student", student);
        writer.Text("type", row.IsPermanent ? "Permanent exclusion" : "Suspension");
        writer.Text("type_code", row.IsPermanent ? "PERM" : "SUSP");
        writer.Text("reason", row.Reason);
        writer.Text("reason_code", row.ReasonCode);
        writer.Json.WriteNumber("days", row.Sessions / 2m);
        writer.Json.WriteNumber("sessions", row.Sessions);
        writer.Day("start_date", row.From);
        writer.Text("start_session", "AM");
        writer.Day("end_date", row.To);
        writer.Text("end_session", row.Sessions % 2 == 0 ? "PM" : "AM");
        writer.Text("academic_year", row.AcademicYear);
        writer.Text("term", row.Term);
        writer.Null("comments", "agencies_involved", "appeal_received");
        writer.Text("appeal_result", row.AppealResult);
        writer.Null(
            "appeal_result_date", "appeal_reinstatement_date", "discipline_committee_date",
            "discipline_committee_representation_made", "discipline_committee_result");
        writer.Day("discipline_committee_reinstatement_date", row.ReinstatedOn);
        writer.Stamps(version.Created, version.Updated);
        writer.Json.WriteEndObject();
    }

    public static void Write(WondeWriter writer, DeletionRow row)
    {
        writer.Json.WriteStartObject();
        writer.Text("type", row.Type);
        writer.Text("id", row.Id);
        writer.Text("mis_id", row.MisId);
        writer.Instant("deleted_at", row.DeletedAt);
        writer.Instant("restored_at", row.RestoredAt);
        writer.Json.WriteEndObject();
    }

    private static string CodeId(UpstreamSchool school, byte index) => WondeWriter.Id(school, CodeIds, index);

    private static void WritePupils(WondeWriter writer, UpstreamSchool school, BehaviourRow row, DateTimeOffset asOf)
    {
        writer.Json.WriteStartObject("students");
        writer.Json.WriteStartArray("data");
        foreach (var pupil in row.Pupils)
        {
            if (school.Students.At(pupil.Student, asOf) is not { } student)
                continue;
            writer.Json.WriteStartObject();
            StudentPayload.WriteBase(writer, school, student, asOf);
            writer.Json.WriteStartObject("meta");
            writer.Text("role", pupil.Role);
            writer.Text("action", pupil.Action);
            writer.Json.WriteNumber("points", pupil.Points);
            writer.Json.WriteEndObject();
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    private static void WriteLink(WondeWriter writer, string? student)
    {
        writer.Json.WriteStartObject("student");
        writer.Json.WriteStartObject("data");
        writer.Text("id", student);
        writer.Json.WriteEndObject();
        writer.Json.WriteEndObject();
    }
}
