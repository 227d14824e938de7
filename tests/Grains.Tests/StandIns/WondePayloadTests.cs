using System.Text.Json;
using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class WondePayloadTests
{
    private static readonly SchoolSession _friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task A_mark_has_exactly_the_published_fields_and_names_pupil_and_code_by_id()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Mark("upi00001", _friday, "L", 12);

        var row = (await SmallTrust.ReadAsync(trust.Mis, "attendance/session/")).GetProperty("data")[0];

        var code = (await SmallTrust.ReadAsync(trust.Mis, "attendance-codes")).GetProperty("data").EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == row.GetProperty("attendance_code").GetString());
        Assert.Equal("L", code.GetProperty("code").GetString());
        Assert.Equal(
            $$$"""{"id":"{{{row.GetProperty("id").GetString()}}}","date":{"date":"2026-11-20 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"},"session":"AM","student":"A1700001","employee":"{{{row.GetProperty("employee").GetString()}}}","attendance_code":"{{{code.GetProperty("id").GetString()}}}","comment":null,"minutes_late":12,"created_at":{"date":"2026-11-20 09:00:00.000000","timezone_type":3,"timezone":"UTC"},"updated_at":{"date":"2026-11-20 09:00:00.000000","timezone_type":3,"timezone":"UTC"}}""",
            row.GetRawText());
    }

    [Fact]
    public async Task A_pupil_has_the_base_fields_and_only_the_blocks_that_were_asked_for()
    {
        await using var trust = await SmallTrust.StartAsync(1);

        var plain = (await SmallTrust.ReadAsync(trust.Mis, "students")).GetProperty("data")[0];
        var full = (await SmallTrust.ReadAsync(trust.Mis, "students?include=education_details,extended_details,year,registration")).GetProperty("data")[0];

        Assert.Equal(
            """{"id":"A1700001","upi":"upi00001","mis_id":"1","initials":"RF","title":null,"surname":"Fernbrook","forename":"Ruth","middle_names":null,"legal_surname":"Fernbrook","legal_forename":"Ruth","gender":"FEMALE","gender_identity":null,"date_of_birth":{"date":"2012-06-01 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"},"restored_at":null,"created_at":{"date":"2026-11-20 09:00:00.000000","timezone_type":3,"timezone":"UTC"},"updated_at":{"date":"2026-11-20 09:00:00.000000","timezone_type":3,"timezone":"UTC"}}""",
            plain.GetRawText());
        Assert.Equal("N823432113104", full.GetProperty("education_details").GetProperty("data").GetProperty("upn").GetString());
        Assert.Equal(JsonValueKind.False, full.GetProperty("extended_details").GetProperty("data").GetProperty("in_lea_care").ValueKind);
        Assert.Equal("""{"data":{"id":"AY10","mis_id":"10","code":"10","name":"Year 10","type":"YEAR"}}""", full.GetProperty("year").GetRawText());
        Assert.Equal("10A", full.GetProperty("registration").GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Dates_of_plans_and_care_and_siblings_come_with_their_includes()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        trust.Editor.Amend("upi00001", row => row with { ChildProtectionPlans = [new DateRange(new DateOnly(2026, 5, 4), null)], Siblings = [1] });

        var pupils = await trust.SweepAsync("students?include=child_protection_plan_date_ranges,in_care_date_ranges,siblings,sen_needs");

        var pupil = pupils.Single(p => p.GetProperty("mis_id").GetString() == "1");
        Assert.Equal(
            """{"data":[{"id":"A1700001r1","start_date":{"date":"2026-05-04 00:00:00.000000","timezone_type":3,"timezone":"Europe/London"},"end_date":null}]}""",
            pupil.GetProperty("child_protection_plan_date_ranges").GetRawText());
        Assert.Equal("""{"data":[]}""", pupil.GetProperty("in_care_date_ranges").GetRawText());
        Assert.Equal("A1700002", pupil.GetProperty("siblings").GetProperty("data")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_behaviour_lists_every_pupil_with_a_role_of_their_own()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        trust.Editor.Put(new BehaviourRow
        {
            Id = "A900",
            Kind = "BULL",
            On = new DateOnly(2026, 11, 19),
            RecordedOn = new DateOnly(2026, 11, 19),
            Pupils = [new BehaviourPupil(0, "AG", "COOL", 2), new BehaviourPupil(1, "TA", null, 0)],
        });

        var row = (await SmallTrust.ReadAsync(trust.Mis, "behaviours?include=students")).GetProperty("data")[0];

        var pupils = row.GetProperty("students").GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["AG", "TA"], pupils.Select(p => p.GetProperty("meta").GetProperty("role").GetString()));
        Assert.Equal("2026-11-19 00:00:00.000000", row.GetProperty("incident_date").GetProperty("date").GetString());
    }

    [Fact]
    public async Task An_exclusion_links_its_pupil_and_counts_half_days()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Put(new ExclusionRow
        {
            Id = "A31",
            Student = 0,
            Reason = "Persistent disruptive behaviour",
            ReasonCode = "DB",
            Sessions = 5,
            From = new DateOnly(2026, 11, 16),
            To = new DateOnly(2026, 11, 18),
            AcademicYear = "2026/2027",
            Term = "Autumn",
        });

        var row = (await SmallTrust.ReadAsync(trust.Mis, "exclusions?include=student")).GetProperty("data")[0];

        Assert.Equal("""{"data":{"id":"A1700001"}}""", row.GetProperty("student").GetRawText());
        Assert.Equal(2.5m, row.GetProperty("days").GetDecimal());
        Assert.Equal("SUSP", row.GetProperty("type_code").GetString());
    }

    [Theory]
    [InlineData(DateShape.NoFraction, """{"date":"2012-06-01 00:00:00","timezone_type":3,"timezone":"Europe/London"}""")]
    [InlineData(DateShape.OffsetZone, """{"date":"2012-06-01 00:00:00.000000","timezone_type":1,"timezone":"\u002B01:00"}""")]
    [InlineData(DateShape.AbbreviatedZone, """{"date":"2012-06-01 00:00:00.000000","timezone_type":2,"timezone":"BST"}""")]
    [InlineData(DateShape.PlainText, "\"2012-06-01\"")]
    public async Task Dates_can_be_written_in_every_way_consumers_have_met(DateShape shape, string expected)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.Dates = shape;

        var row = (await SmallTrust.ReadAsync(trust.Mis, "students")).GetProperty("data")[0];

        Assert.Equal(expected, row.GetProperty("date_of_birth").GetRawText());
    }

    [Fact]
    public async Task A_leaver_moves_with_marks_to_the_leavers_lists_and_leaves_a_tombstone()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        trust.Editor.Mark("upi00001", _friday, "/");
        trust.Clock.Advance(TimeSpan.FromHours(1));

        trust.Editor.Leave("upi00001", new DateOnly(2026, 11, 20));

        Assert.Equal("A1700002", Assert.Single(await trust.SweepAsync("students")).GetProperty("id").GetString());
        Assert.Equal("A1700001", Assert.Single(await trust.SweepAsync("students-leaver")).GetProperty("id").GetString());
        Assert.Empty(await trust.SweepAsync("attendance/session"));
        Assert.Single(await trust.SweepAsync("attendance-leavers/session"));
        Assert.Equal("A1700001", Assert.Single(await trust.SweepAsync("deletions")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_school_its_status_its_permissions_and_its_counts_are_served()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Wonde.Faults.MissingScopes.Add("behaviour.read");

        var school = await SmallTrust.ReadAsync(trust.Mis, "../A1930499544");
        var status = await SmallTrust.ReadAsync(trust.Mis, "../../meta/schools/A1930499544");
        var permissions = await SmallTrust.ReadAsync(trust.Mis, "../../meta/schools/A1930499544/permissions");
        var counts = await SmallTrust.ReadAsync(trust.Mis, "counts?include=students,contacts");

        Assert.Equal(10003, school.GetProperty("data").GetProperty("urn").GetInt32());
        Assert.True(status.GetProperty("data").GetProperty("online").GetBoolean());
        Assert.False(permissions.GetProperty("data").EnumerateArray().Single(p => p.GetProperty("identity").GetString() == "behaviour.read").GetProperty("approved").GetBoolean());
        Assert.Equal("""{"students":{"data":{"count":3}},"contacts":{"data":{"count":0}}}""", counts.GetProperty("data").GetRawText());
    }
}
