using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>What Wonde says about schools themselves: who they are, whether they deliver, what may be read, how many rows there are.</summary>
internal static class SchoolPages
{
    private static readonly string[] _scopes = ["students.read", "attendance.read", "behaviour.read", "exclusion.read"];

    public delegate ReadOnlyMemory<byte> Page(Asked asked);

    public static ReadOnlyMemory<byte> All(Asked asked) => List(asked, asked.World.Schools);

    public static Page Lifecycle(string list) => asked => List(asked, list switch
    {
        "audited" => asked.World.Schools,
        "offline" => asked.World.Schools.Where(school => !school.IsOnline),
        _ => [],
    });

    public static ReadOnlyMemory<byte> One(Asked asked) =>
        Envelope(asked, writer => WriteSchool(writer, asked.School!, asked.Request), includes: true);

    public static ReadOnlyMemory<byte> Status(Asked asked) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteBoolean("online", asked.School!.IsOnline);
        writer.Json.WriteBoolean("approved", true);
        writer.Json.WriteBoolean("audited", true);
        writer.Json.WriteBoolean("custom_attendance_codes", asked.School.Codes.IsCustom);
        writer.Json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Permissions(Asked asked) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartArray();
        foreach (var scope in _scopes)
        {
            writer.Json.WriteStartObject();
            writer.Text("identity", scope);
            writer.Text("name", scope);
            writer.Text("description", $"Read {scope[..^5]}");
            writer.Null("parent", "group", "active_from");
            writer.Json.WriteBoolean("optional", false);
            writer.Json.WriteBoolean("approved", !asked.Faults.MissingScopes.Contains(scope));
            writer.Json.WriteBoolean("audited", true);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> WithheldPeople(Asked asked) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartObject();
        writer.Text("mode", "exclude");
        writer.Json.WriteStartArray("ids");
        foreach (var student in asked.Faults.Withheld.All)
        {
            if (asked.School!.Students.Find(student) is not { } record)
                continue;
            writer.Json.WriteStartObject();
            writer.Text("id", asked.School.Students.At(record, asked.AsOf)?.Row.WondeId);
            writer.Text("type", "student");
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Counts(Asked asked) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartObject();
        foreach (var include in asked.Request.Query["include"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (include is not ("students" or "contacts"))
                continue;
            var count = include == "students" && !asked.Faults.IsWrongRegion
                ? asked.School!.Students.Count(new LedgerQuery(asked.AsOf) { Facet = $"counted {asked.Faults.CountsLeavers}" }, row => row.Left is null || asked.Faults.CountsLeavers)
                : 0;
            writer.Json.WriteStartObject(include);
            writer.Json.WriteStartObject("data");
            writer.Json.WriteNumber("count", count);
            writer.Json.WriteEndObject();
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> GlobalCodes(Asked asked) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartArray();
        foreach (var school in asked.World.Schools.Take(1))
        {
            foreach (var (index, code) in school.Codes.Listed())
                RecordPayloads.Write(writer, school, index, code);
        }

        writer.Json.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> List(Asked asked, IEnumerable<UpstreamSchool> schools) => Envelope(asked, writer =>
    {
        writer.Json.WriteStartArray();
        foreach (var school in asked.Faults.IsWrongRegion ? [] : schools)
            WriteSchool(writer, school, asked.Request);
        writer.Json.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Envelope(Asked asked, Action<WondeWriter> data, bool includes = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("data");
            data(new WondeWriter(json, asked.Faults));
            json.WriteStartObject("meta");
            json.WriteStartArray("includes");
            if (includes)
                json.WriteStringValue("cbds");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteSchool(WondeWriter writer, UpstreamSchool school, HttpRequest request)
    {
        var (json, identity) = (writer.Json, school.Identity);
        json.WriteStartObject();
        writer.Text("id", identity.WondeId);
        writer.Text("name", identity.Name);
        writer.Text("establishment_number", identity.EstablishmentNumber);
        json.WriteNumber("urn", identity.Urn);
        writer.Text("phase_of_education", identity.Phase);
        writer.Text("la_code", identity.LocalAuthority);
        writer.Text("timezone", "Europe/London");
        writer.Text("mis", identity.Mis);
        json.WriteStartObject("address");
        writer.Text("address_line_1", "1 Larkfield Lane");
        writer.Null("address_line_2");
        writer.Text("address_town", "Larkfield");
        writer.Text("address_postcode", "ZZ9 9ZZ");
        json.WriteStartObject("address_country");
        writer.Text("code", "GBR");
        writer.Text("name", "England");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("extended");
        json.WriteBoolean("allows_writeback", false);
        json.WriteBoolean("has_timetables", true);
        json.WriteBoolean("has_lesson_attendance", false);
        writer.Instant("audit_approved_at", new DateTimeOffset(2022, 1, 28, 15, 45, 10, TimeSpan.Zero));
        json.WriteEndObject();
        WriteRegion(writer, identity, request);
        json.WriteEndObject();
    }

    private static void WriteRegion(WondeWriter writer, SchoolIdentity identity, HttpRequest request)
    {
        var json = writer.Json;
        json.WriteStartObject("region");
        writer.Text("code", "GBR");
        writer.Text("domain", request.Host.Value);
        writer.Text("school_url", string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}/v1.0/schools/{identity.WondeId}"));
        json.WriteStartObject("identifiers");
        writer.Text("la_code", identity.LocalAuthority);
        writer.Text("establishment_number", identity.EstablishmentNumber);
        json.WriteNumber("urn", identity.Urn);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <param name="School">The school of the address; null where there is none.</param>
    public sealed record Asked(UpstreamWorld World, UpstreamSchool? School, HttpRequest Request, StandInFaults Faults, DateTimeOffset AsOf);
}
