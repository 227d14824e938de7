using System.Net;
using System.Text.Json;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class SafeguardingSourceTests
{
    [Fact]
    public async Task The_feed_comes_in_order_of_change_and_each_incident_once_even_when_all_changed_in_one_second()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        for (var i = 0; i < 25; i++)
            trust.Editor.Put(Incident($"i_{i}"));
        trust.Clock.Advance(TimeSpan.FromMinutes(1));
        trust.Editor.Act("i_7", Action("a_1"));

        var ids = await Sweep(trust, "incidents?limit=4");

        Assert.Equal(25, ids.Count);
        Assert.Equal(ids.Take(24).Order(StringComparer.Ordinal), ids.Take(24));
        Assert.Equal("i_7", ids[^1]);
    }

    [Fact]
    public async Task An_action_moves_the_incident_raises_its_version_and_updated_since_is_inclusive()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Put(Incident("i_1"));
        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.Act("i_1", Action("a_1"));

        var row = (await SmallTrust.ReadAsync(trust.Concerns, "incidents?updated_since=2026-11-20T09:05:00%2B00:00")).GetProperty("data")[0];

        Assert.Equal(2, row.GetProperty("version").GetInt32());
        Assert.Equal("2026-11-20T09:05:00.000Z", row.GetProperty("updated_at").GetString());
        Assert.Equal("triage", row.GetProperty("actions")[0].GetProperty("kind").GetString());
        Assert.Equal("""{"id":"st_1","mis_id":"1","upn":"N823432113104"}""", row.GetProperty("student").GetRawText());
        Assert.Equal("2026-11-20T08:45:00+00:00", row.GetProperty("occurred_at").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("text").ValueKind);
    }

    [Fact]
    public async Task A_deleted_incident_is_a_tombstone_without_content_for_those_who_ask_for_deleted_ones()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Put(Incident("i_1"));
        trust.Clock.Advance(TimeSpan.FromMinutes(5));
        trust.Editor.RemoveIncident("i_1");

        var without = await SmallTrust.ReadAsync(trust.Concerns, "incidents");
        var with = await SmallTrust.ReadAsync(trust.Concerns, "incidents?include_deleted=true");
        var ids = await SmallTrust.ReadAsync(trust.Concerns, "incident-ids?occurred_from=2026-11-20T00:00:00Z&occurred_to=2026-11-21T00:00:00Z");

        Assert.Equal(0, without.GetProperty("data").GetArrayLength());
        Assert.Equal(
            """{"id":"i_1","school_id":"s_12","version":2,"updated_at":"2026-11-20T09:05:00.000Z","deleted_at":"2026-11-20T09:05:00.000Z"}""",
            with.GetProperty("data")[0].GetRawText());
        Assert.Equal("""{"id":"i_1","version":2,"deleted":true}""", ids.GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task Children_on_both_sides_are_named_by_their_ids_in_this_system()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        trust.Editor.Put(Incident("i_1") with { Linked = [1], ChildOnChild = new BetweenChildren([1], [0]) });

        var row = (await SmallTrust.ReadAsync(trust.Concerns, "incidents/i_1")).GetProperty("data");

        Assert.Equal("""{"aggressors":["st_2"],"targets":["st_1"]}""", row.GetProperty("child_on_child").GetRawText());
        Assert.Equal("st_2", row.GetProperty("linked_students")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("incidents?limit=501", 400)]
    [InlineData("incidents?cursor=abc", 400)]
    [InlineData("incidents?updated_since=yesterday", 400)]
    [InlineData("incidents/nobody", 404)]
    public async Task Errors_are_problems(string address, int status)
    {
        await using var trust = await SmallTrust.StartAsync(1);

        var answer = await SmallTrust.AskAsync(trust.Concerns, address);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Too_many_requests_always_says_how_long_to_wait()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Safeguarding.Faults.Next(_ => true, Fault.TooManyRequests());

        var answer = await SmallTrust.AskAsync(trust.Concerns, "incidents");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Schools_categories_and_the_link_table_use_the_same_envelope()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.School.Categories = [new ConcernCategory("c_1", "Neglect", null, false, SmallTrust.Morning), new ConcernCategory("c_2", "Old", null, true, SmallTrust.Morning)];

        var schools = await SmallTrust.ReadAsync(trust.Concerns, "../../schools");
        var categories = await SmallTrust.ReadAsync(trust.Concerns, "categories");
        var students = await Sweep(trust, "students?limit=1");

        Assert.Equal("s_12", schools.GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal("c_1", Assert.Single(categories.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(["st_1", "st_2", "st_3"], students);
        Assert.Equal("2026-11-20T09:00:00.000Z", schools.GetProperty("server_time").GetString());
    }

    private static async Task<List<string>> Sweep(SmallTrust trust, string address)
    {
        var ids = new List<string>();
        var cursor = "";
        while (true)
        {
            var page = await SmallTrust.ReadAsync(trust.Concerns, address + cursor);
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean())
                return ids;
            cursor = "&cursor=" + page.GetProperty("next_cursor").GetString();
        }
    }

    private static IncidentRow Incident(string id) => new()
    {
        Id = id,
        Student = 0,
        OccurredAt = SmallTrust.Morning.AddMinutes(-15),
        RecordedAt = SmallTrust.Morning,
        Categories = ["c_1"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    };

    private static ActionRow Action(string id) =>
        new() { Id = id, RecordedAt = SmallTrust.Morning.AddMinutes(5), By = new StaffMember("u_2", "DSL"), Kind = "triage" };
}
