using System.Buffers;
using System.Text.Json;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.SafeguardingSource;

/// <summary>The answers of the contract, each in the feed's envelope: server time, whether there is more, where to go on, and the rows.</summary>
internal static class FeedAnswer
{
    public static ReadOnlyMemory<byte>? Schools(IReadOnlyList<UpstreamSchool> schools, FeedQuery query, DateTimeOffset now, DateTimeOffset asOf, StandInFaults faults, SourceHabits habits)
    {
        var left = query.After is { Id: var last } ? schools.SkipWhile(school => school.Identity.SafeguardingId != last).Skip(1).ToList() : schools;
        var page = left.Take(habits.SchoolsPerPage ?? int.MaxValue).ToList();
        return Envelope(now, faults, page.Count < left.Count ? new FeedPlace(DateTimeOffset.UnixEpoch, page[^1].Identity.SafeguardingId) : null, json =>
        {
            foreach (var school in page)
            {
                var count = school.Incidents.Count(new LedgerQuery(asOf) { Order = RowOrder.ByUpdate, IncludeGone = true });
                var newest = school.Incidents.Read(new LedgerQuery(asOf) { Order = RowOrder.ByUpdate, IncludeGone = true }, count - 1, 1);
                json.WriteStartObject();
                json.WriteString("id", school.Identity.SafeguardingId);
                json.WriteNumber("urn", school.Identity.Urn);
                json.WriteString("name", school.Identity.Name);
                json.WriteString("timezone", "Europe/London");
                IncidentPayload.Instant(json, "last_change_at", count == 0 ? null : newest[0].Updated + faults.ClockSkew);
                json.WriteStartObject("coverage");
                json.WriteString("categories", "all");
                json.WriteBoolean("text", habits.NarrativeCharacters > 0);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        });
    }

    public static ReadOnlyMemory<byte>? Categories(UpstreamSchool school, FeedQuery query, DateTimeOffset now, StandInFaults faults) =>
        Envelope(now, faults, null, json =>
        {
            foreach (var category in school.Categories.Where(category => query.IncludeDisabled || !category.IsDisabled))
            {
                json.WriteStartObject();
                json.WriteString("id", category.Id);
                json.WriteString("name", category.Name);
                json.WriteString("parent_id", category.ParentId);
                json.WriteBoolean("disabled", category.IsDisabled);
                IncidentPayload.Instant(json, "updated_at", category.UpdatedAt);
                json.WriteEndObject();
            }
        });

    // The link table always has the deleted and the leavers: incidents of theirs must still find their pupil.
    public static ReadOnlyMemory<byte>? Students(UpstreamSchool school, FeedQuery query, DateTimeOffset now, DateTimeOffset asOf, StandInFaults faults)
    {
        var page = FeedRows<StudentRow>.Of(
            school.Students, query with { IncludeDeleted = true }, asOf, faults.UpdatedAfterIsExclusive, row => row.SafeguardingId);
        return Envelope(now, faults, page.Next, json =>
        {
            foreach (var version in page.Rows)
                IncidentPayload.WriteStudent(json, version, faults.ClockSkew);
        });
    }

    public static ReadOnlyMemory<byte>? Incidents(UpstreamSchool school, FeedQuery query, DateTimeOffset now, DateTimeOffset asOf, StandInFaults faults, SourceHabits habits)
    {
        var page = FeedRows<IncidentRow>.Of(school.Incidents, query, asOf, faults.UpdatedAfterIsExclusive, row => row.Id);
        return Envelope(now, faults, page.Next, json =>
        {
            foreach (var version in page.Rows.Where(version => !habits.Vanished.Contains(version.Row.Id)))
                IncidentPayload.Write(json, school, version, asOf, faults.ClockSkew, habits);
        });
    }

    public static ReadOnlyMemory<byte>? IncidentIds(UpstreamSchool school, FeedQuery query, DateTimeOffset now, DateTimeOffset asOf, StandInFaults faults, SourceHabits habits)
    {
        var all = school.Incidents.Read(new LedgerQuery(asOf) { Order = RowOrder.ByUpdate, IncludeGone = true }, 0, int.MaxValue);
        var wanted = all
            .Where(version => !habits.Vanished.Contains(version.Row.Id)
                && (query.OccurredFrom is null || version.Row.OccurredAt >= query.OccurredFrom)
                && (query.OccurredTo is null || version.Row.OccurredAt < query.OccurredTo)
                && (query.After is null || query.After.IsBefore(version.Updated, version.Row.Id)))
            .OrderBy(version => version.Updated).ThenBy(version => version.Row.Id, StringComparer.Ordinal)
            .Take(query.Limit + 1).ToList();
        var page = wanted.Take(query.Limit).ToList();
        var next = wanted.Count > query.Limit ? new FeedPlace(page[^1].Updated, page[^1].Row.Id) : null;
        return Envelope(now, faults, next, json =>
        {
            foreach (var version in page)
            {
                json.WriteStartObject();
                json.WriteString("id", version.Row.Id);
                habits.WriteVersion(json, version.Version);
                json.WriteBoolean("deleted", version.IsGone);
                json.WriteEndObject();
            }
        });
    }

    public static ReadOnlyMemory<byte>? Incident(UpstreamSchool school, string id, DateTimeOffset now, DateTimeOffset asOf, StandInFaults faults, SourceHabits habits)
    {
        if (habits.Vanished.Contains(id) || school.Incidents.Find(id) is not { } record || school.Incidents.At(record, asOf) is not { } version)
            return null;
        return Written(json =>
        {
            json.WriteStartObject();
            IncidentPayload.Instant(json, "server_time", now + faults.ClockSkew);
            json.WritePropertyName("data");
            IncidentPayload.Write(json, school, version, asOf, faults.ClockSkew, habits);
            json.WriteEndObject();
        });
    }

    private static ReadOnlyMemory<byte> Envelope(DateTimeOffset now, StandInFaults faults, FeedPlace? next, Action<Utf8JsonWriter> rows) =>
        Written(json =>
        {
            json.WriteStartObject();
            IncidentPayload.Instant(json, "server_time", now + faults.ClockSkew);
            json.WriteBoolean("has_more", next is not null);
            json.WriteString("next_cursor", next?.ToString());
            json.WriteStartArray("data");
            rows(json);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return buffer.WrittenMemory;
    }
}
