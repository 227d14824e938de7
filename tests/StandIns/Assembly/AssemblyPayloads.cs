using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>Students, groups, attendances and exclusions as Assembly sends them.</summary>
internal static class AssemblyPayloads
{
    // Their ids follow those of the registers' marks.
    private const int MarksOfGroups = 5_000_000;

    public static void Write(AssemblyWriter writer, UpstreamSchool school, RowVersion<StudentRow> version, AssemblyQuery query)
    {
        var row = version.Row;
        writer.Start("student", AssemblyWriter.Id(school, row.StayOf ?? version.Record));
        writer.Text("year_code", row.Year);
        writer.Text("upn", row.Upn);
        writer.Text("former_upn", row.FormerUpn);
        writer.Null("uln");
        writer.Text("mis_id", row.MisId);
        writer.Text("pan", row.AdmissionNumber);
        writer.Text("first_name", row.Forename);
        writer.Text("legal_first_name", row.Forename);
        writer.Text("middle_name", row.MiddleNames);
        writer.Text("last_name", row.Surname);
        writer.Text("legal_last_name", row.Surname);
        writer.Null("former_last_name");
        writer.Day("dob", row.Born);
        writer.Day("start_date", row.Admitted);
        writer.Day("end_date", row.Left >= London.DateOf(query.AsOf) && writer.Faults.NulledFields.Contains("end_date") ? null : row.Left);
        writer.Text("enrolment_status", "C");
        if (query.WithDemographics)
            WriteDemographics(writer, row, query);
        writer.Json.WriteEndObject();
    }

    public static void Write(AssemblyWriter writer, UpstreamSchool school, AssemblyGroup group, IEnumerable<int> students)
    {
        writer.Start("registration_group", AssemblyWriter.Id(school, group.Number));
        writer.Text("name", group.Name);
        writer.Day("start_date", group.From);
        writer.Day("end_date", group.To);
        writer.Json.WriteStartArray("supervisor_ids");
        writer.Json.WriteEndArray();
        writer.Json.WriteStartArray("student_ids");
        foreach (var student in students)
            writer.Json.WriteNumberValue(AssemblyWriter.Id(school, student));
        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    }

    /// <param name="groupMark">The code of a group's mark; null: the register's own.</param>
    public static void Write(AssemblyWriter writer, UpstreamSchool school, RowVersion<MarkRow> version, string? groupMark)
    {
        var row = version.Row;
        writer.Start("attendance", AssemblyWriter.Id(school, groupMark is null ? version.Record : version.Record + MarksOfGroups));
        writer.Json.WriteNumber("student_id", AssemblyWriter.Id(school, row.Student));
        if (groupMark is null)
        {
            writer.Json.WriteNumber("registration_group_id", 2);
            writer.Null("group_id");
        }
        else
        {
            writer.Null("registration_group_id");
            writer.Json.WriteNumber("group_id", 7);
        }

        writer.Day("session_date", DateOnly.FromDayNumber(row.Day));
        writer.Text("session_name", row.Session.ToString());
        writer.Text("attendance_mark", groupMark ?? (row.Code == CodeBook.NoCode ? null : school.Codes.TextOf(row.Code)));
        if (row.MinutesLate > 0)
            writer.Json.WriteNumber("minutes_late", row.MinutesLate);
        else
            writer.Null("minutes_late");
        writer.Null("comments");
        writer.Json.WriteEndObject();
    }

    public static void Write(AssemblyWriter writer, UpstreamSchool school, RowVersion<ExclusionRow> version)
    {
        var row = version.Row;
        writer.Start("exclusion", AssemblyWriter.Id(school, version.Record));
        writer.Json.WriteNumber("student_id", AssemblyWriter.Id(school, row.Student));
        writer.Text("exclusion_type", row.ReinstatedOn is not null ? "Reinstated" : row.IsPermanent ? "Permanent" : "Fixed Term");
        writer.Text("exclusion_reason", row.ReasonCode);
        writer.Null("exclusion_reason_2", "exclusion_reason_3");
        writer.Day("start_date", row.From);
        writer.Text("start_session", "AM");
        writer.Day("end_date", row.To);
        writer.Text("end_session", row.Sessions % 2 == 0 ? "PM" : "AM");
        writer.Json.WriteNumber("exclusion_length", row.Sessions);
        writer.Json.WriteEndObject();
    }

    private static void WriteDemographics(AssemblyWriter writer, StudentRow row, AssemblyQuery query)
    {
        var today = London.DateOf(query.AsOf);
        writer.Json.WriteStartObject("demographics");
        writer.Text("object", "student_demographics");
        writer.Text("gender", row.Gender);
        writer.Null("ethnicity_code", "ethnicity_group");
        writer.Text("sen_category", writer.Faults.NulledFields.Contains("sen_category") ? null : row.SenStatus);
        if (query.WithCare && !writer.Faults.NulledFields.Contains("in_care"))
            writer.Json.WriteBoolean("in_care", row.InCare.Any(range => today >= range.From && (range.To is null || today <= range.To)));
        else
            writer.Null("in_care");
        writer.Null("ever_in_care", "is_pp", "is_eal", "is_fsm", "service_child");
        writer.Json.WriteEndObject();
    }
}
