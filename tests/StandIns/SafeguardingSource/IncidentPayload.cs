using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>An incident as the contract "Safeguarding Source v1" sends one. The narrative is withheld.</summary>
internal static class IncidentPayload
{
    public static void Write(Utf8JsonWriter json, UpstreamSchool school, RowVersion<IncidentRow> version, DateTimeOffset asOf, TimeSpan skew, SourceHabits habits)
    {
        var row = version.Row;
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("school_id", habits.SaidSchool ?? school.Identity.SafeguardingId);
        habits.WriteVersion(json, version.Version);
        if (!version.IsGone)
        {
            WriteTimes(json, row);
            WritePeople(json, school, row, asOf);
            WriteCategories(json, school, row);
            WriteRecord(json, row, habits);
            WriteAdditions(json, school, row, asOf);
            json.WriteStartArray("actions");
            foreach (var action in row.Actions)
                WriteAction(json, action);
            json.WriteEndArray();
        }

        Instant(json, "updated_at", version.Updated + skew);
        Instant(json, "deleted_at", version.IsGone ? version.Updated + skew : null);
        json.WriteEndObject();
    }

    public static void WriteStudent(Utf8JsonWriter json, RowVersion<StudentRow> version, TimeSpan skew)
    {
        var row = version.Row;
        json.WriteStartObject();
        json.WriteString("id", row.SafeguardingId);
        json.WriteString("mis_id", row.MisId);
        json.WriteString("upn", row.Upn);
        json.WriteString("former_upn", row.FormerUpn);
        json.WriteString("dob", row.Born?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteBoolean("active", row.Left is null && !version.IsGone);
        json.WriteNull("merged_into");
        Instant(json, "updated_at", version.Updated + skew);
        Instant(json, "deleted_at", version.IsGone ? version.Updated + skew : null);
        json.WriteEndObject();
    }

    public static void Instant(Utf8JsonWriter json, string name, DateTimeOffset? value) =>
        json.WriteString(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static void WriteTimes(Utf8JsonWriter json, IncidentRow row)
    {
        WallTime(json, "occurred_at", row.OccurredAt);
        json.WriteString("occurred_precision", "minute");
        WallTime(json, "recorded_at", row.RecordedAt);
    }

    private static void WritePeople(Utf8JsonWriter json, UpstreamSchool school, IncidentRow row, DateTimeOffset asOf)
    {
        WriteLink(json, "student", school, row.Student, asOf);
        json.WriteStartArray("linked_students");
        foreach (var linked in row.Linked)
            WriteLink(json, null, school, linked, asOf);
        json.WriteEndArray();
    }

    private static void WriteLink(Utf8JsonWriter json, string? name, UpstreamSchool school, int student, DateTimeOffset asOf)
    {
        if (school.Students.At(student, asOf) is not { Row: var row })
        {
            if (name is not null)
                json.WriteNull(name);
            return;
        }

        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("id", row.SafeguardingId);
        json.WriteString("mis_id", row.MisId);
        json.WriteString("upn", row.Upn);
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, UpstreamSchool school, IncidentRow row)
    {
        var known = school.Categories;
        json.WriteStartArray("categories");
        foreach (var category in row.Categories.Select(id => known.FirstOrDefault(c => c.Id == id)).OfType<ConcernCategory>())
        {
            json.WriteStartObject();
            json.WriteString("id", category.Id);
            json.WriteString("name", category.Name);
            if (known.FirstOrDefault(c => c.Id == category.ParentId) is { } parent)
            {
                json.WriteStartObject("parent");
                json.WriteString("id", parent.Id);
                json.WriteString("name", parent.Name);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("parent");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRecord(Utf8JsonWriter json, IncidentRow row, SourceHabits habits)
    {
        WriteStaff(json, row.RecordedBy);
        json.WriteNumber("alerted_count", row.AlertedCount);
        json.WriteBoolean("has_body_map", row.HasBodyMap);
        json.WriteNumber("attachment_count", row.AttachmentCount);
        json.WriteString("text", habits.NarrativeCharacters > 0 ? new string('x', habits.NarrativeCharacters) : null);
        json.WriteBoolean("text_withheld", habits.NarrativeCharacters == 0);
        json.WriteString("text_sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.Id))));
        json.WriteNumber("text_length", row.TextLength);
    }

    private static void WriteAdditions(Utf8JsonWriter json, UpstreamSchool school, IncidentRow row, DateTimeOffset asOf)
    {
        if (row.Severity is { } severity)
            json.WriteNumber("severity", severity);
        if (row.SameEventAs is { } same)
            json.WriteString("same_event_as", same);
        if (row.ChildOnChild is not { } between)
            return;
        json.WriteStartObject("child_on_child");
        WriteIds(json, "aggressors", school, between.Aggressors, asOf);
        WriteIds(json, "targets", school, between.Targets, asOf);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, UpstreamSchool school, IEnumerable<int> students, DateTimeOffset asOf)
    {
        json.WriteStartArray(name);
        foreach (var student in students)
        {
            if (school.Students.At(student, asOf) is { Row: var row })
                json.WriteStringValue(row.SafeguardingId);
        }

        json.WriteEndArray();
    }

    private static void WriteAction(Utf8JsonWriter json, ActionRow action)
    {
        json.WriteStartObject();
        json.WriteString("id", action.Id);
        json.WriteNumber("version", action.Version);
        WallTime(json, "recorded_at", action.RecordedAt);
        WallTime(json, "updated_at", action.DeletedAt ?? action.RecordedAt);
        WriteStaff(json, action.By);
        json.WriteString("kind", action.Kind);
        if (action.Agency is { } agency)
            json.WriteString("agency", agency);
        Instant(json, "deleted_at", action.DeletedAt);
        json.WriteNull("text");
        json.WriteEndObject();
    }

    private static void WriteStaff(Utf8JsonWriter json, StaffMember staff)
    {
        json.WriteStartObject("recorded_by");
        json.WriteString("id", staff.Id);
        json.WriteString("role", staff.Role);
        json.WriteEndObject();
    }

    private static void WallTime(Utf8JsonWriter json, string name, DateTimeOffset value) =>
        json.WriteString(name, London.Wall(value).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
}
