using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class WondeFaultTests
{
    [Fact]
    public async Task Without_the_token_nothing_is_told()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Mis.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-tokem");

        var answer = await SmallTrust.AskAsync(trust.Mis, "students");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("""{"error":"invalid_token"}""", await SmallTrust.BodyAsync(answer));
    }

    [Fact]
    public async Task The_token_as_user_name_of_basic_authentication_is_accepted_too()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Mis.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("a-token:")));

        Assert.Equal(HttpStatusCode.OK, (await SmallTrust.AskAsync(trust.Mis, "students")).StatusCode);
    }

    [Theory]
    [InlineData("students?include=year,registration_group", 400, """{"error":"invalid_include","error_description":"registration_group"}""")]
    [InlineData("behaviours", 403, """{"error":"invalid_permissions","error_description":"Scope behaviour.read not enabled"}""")]
    [InlineData("exclusions", 404, """{"error":"resource_not_found","error_description":"The school\u0027s system does not supply this"}""")]
    [InlineData("students?per_page=none", 400, """{"error":"invalid_parameter","error_description":"A parameter cannot be understood"}""")]
    public async Task Refusals_have_the_published_bodies(string address, int status, string body)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.MissingScopes.Add("behaviour.read");
        trust.Wonde.Faults.NotSupplied.Add("exclusions");

        var answer = await SmallTrust.AskAsync(trust.Mis, address);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await SmallTrust.BodyAsync(answer));
    }

    [Fact]
    public async Task An_include_this_school_cannot_give_is_refused_by_name_or_without_one()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.RejectedIncludes.Add("siblings");

        var named = await SmallTrust.BodyAsync(await SmallTrust.AskAsync(trust.Mis, "students?include=year,siblings"));
        trust.Wonde.Faults.IncludeErrorIsGeneric = true;
        var generic = await SmallTrust.BodyAsync(await SmallTrust.AskAsync(trust.Mis, "students?include=year,siblings"));

        Assert.Equal("""{"error":"invalid_include","error_description":"siblings"}""", named);
        Assert.Equal("""{"error":"invalid_include","error_description":"Invalid includes"}""", generic);
    }

    [Fact]
    public async Task A_pupil_can_drop_out_of_an_incident_that_stays_and_fields_and_words_can_be_new()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Wonde.Faults.AddsUnknownFields = true;
        trust.Editor.Amend("upi00001", row => row with { Gender = "PREFER_NOT_TO_SAY" });
        trust.Editor.Put(new BehaviourRow
        {
            Id = "A900",
            Kind = "FIGHT",
            On = new DateOnly(2026, 11, 19),
            RecordedOn = new DateOnly(2026, 11, 19),
            Pupils = [new BehaviourPupil(0, "AG", null, 2), new BehaviourPupil(1, "PA", null, 1), new BehaviourPupil(2, "TA", null, 0)],
        });
        trust.Clock.Advance(TimeSpan.FromHours(1));

        trust.Editor.Put(trust.Editor.Behaviour("A900") with { Pupils = [new BehaviourPupil(0, "AG", null, 2), new BehaviourPupil(2, "TA", null, 0)] });

        var incident = Assert.Single(await trust.SweepAsync("behaviours?include=students&updated_after=2026-11-20 10:00:00"));
        Assert.Equal(2, incident.GetProperty("students").GetProperty("data").GetArrayLength());
        Assert.True(incident.TryGetProperty("a_field_of_next_year", out _));
        Assert.Contains("PREFER_NOT_TO_SAY", (await trust.SweepAsync("students")).Select(pupil => pupil.GetProperty("gender").GetString()));
    }

    [Fact]
    public async Task The_wrong_region_answers_with_empty_lists_and_knows_no_status()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Wonde.Faults.IsWrongRegion = true;

        Assert.Empty(await trust.SweepAsync("students"));
        Assert.Equal(HttpStatusCode.NotFound, (await SmallTrust.AskAsync(trust.Mis, "../../meta/schools/A1930499544")).StatusCode);
    }

    [Fact]
    public async Task A_script_strikes_as_often_as_told_and_only_where_told()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Wonde.Faults.Next(request => request.Resource == "students" && request.Page == 2, Fault.ServerError(), times: 2);
        trust.Wonde.Faults.Next(request => request.Resource == "behaviours", Fault.TooManyRequests(7));

        var first = await SmallTrust.AskAsync(trust.Mis, "students?per_page=1");
        var struck = await SmallTrust.AskAsync(trust.Mis, "students?per_page=1&page=2");
        await SmallTrust.AskAsync(trust.Mis, "students?per_page=1&page=2");
        var healed = await SmallTrust.AskAsync(trust.Mis, "students?per_page=1&page=2");
        var slowed = await SmallTrust.AskAsync(trust.Mis, "behaviours");

        Assert.Equal([200, 500, 200, 429], new[] { first, struck, healed, slowed }.Select(answer => (int)answer.StatusCode));
        Assert.Equal(TimeSpan.FromSeconds(7), slowed.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_page_can_lead_nowhere_elsewhere_or_to_itself()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        trust.Wonde.Faults.Next(_ => true, new Fault.LeadTo(null));
        trust.Wonde.Faults.Next(_ => true, new Fault.LeadTo("https://elsewhere.example/v1.0/"));
        trust.Wonde.Faults.Next(_ => true, new Fault.LeadToItself());

        var nowhere = await Place(trust);
        var elsewhere = await Place(trust);
        var itself = await Place(trust);

        Assert.True(nowhere.GetProperty("more").GetBoolean());
        Assert.Equal(JsonValueKind.Null, nowhere.GetProperty("next").ValueKind);
        Assert.Equal("https://elsewhere.example/v1.0/", elsewhere.GetProperty("next").GetString());
        Assert.Equal(new Uri(trust.Mis.BaseAddress!, "students?per_page=2").AbsoluteUri, itself.GetProperty("next").GetString());
    }

    [Fact]
    public async Task A_body_can_be_cut_off_doubled_repeated_or_a_page_for_people()
    {
        await using var trust = await SmallTrust.StartAsync(4);
        trust.Wonde.Faults.Next(_ => true, new Fault.Truncate());
        trust.Wonde.Faults.Next(_ => true, new Fault.Html());
        trust.Wonde.Faults.Next(_ => true, new Fault.DoubleRow());
        trust.Wonde.Faults.Next(_ => true, new Fault.RepeatEarlierPage());

        var cut = await SmallTrust.TextAsync(trust.Mis, "students?per_page=2");
        var html = await SmallTrust.TextAsync(trust.Mis, "students?per_page=2");
        var doubled = await SmallTrust.ReadAsync(trust.Mis, "students?per_page=2");
        var repeated = await SmallTrust.ReadAsync(trust.Mis, "students?per_page=2&page=2");

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(cut));
        Assert.StartsWith("<!doctype html>", html, StringComparison.Ordinal);
        Assert.Equal(3, doubled.GetProperty("data").GetArrayLength());
        Assert.Equal(doubled.GetProperty("data")[0].GetRawText(), repeated.GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task A_connection_can_break_and_a_body_can_drip()
    {
        await using var trust = await SmallTrust.StartAsync(4);
        trust.Wonde.Faults.Next(_ => true, new Fault.Break());
        trust.Wonde.Faults.Next(_ => true, new Fault.Drip(TimeSpan.FromMilliseconds(1), 5));

        await Assert.ThrowsAsync<HttpRequestException>(() => SmallTrust.AskAsync(trust.Mis, "students"));
        Assert.Equal(4, (await SmallTrust.ReadAsync(trust.Mis, "students")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Something_can_happen_at_the_school_just_before_a_page_is_read()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.Next(_ => true, new Fault.Meanwhile(() => trust.Editor.Enrol(SmallTrust.Pupil(2))));

        Assert.Equal(2, (await trust.SweepAsync("students")).Count);
    }

    [Fact]
    public async Task A_code_can_be_in_use_without_being_on_the_list_and_a_scope_can_go_dark()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Mark("upi00001", new SchoolSession(new DateOnly(2026, 11, 20), Session.AM), "?");
        trust.School.Codes.Unlist("?");
        trust.Wonde.Faults.NulledFields.Add("child_protection_plan");

        var mark = Assert.Single(await trust.SweepAsync("attendance/session"));
        var codes = await trust.SweepAsync("attendance-codes");
        var pupil = Assert.Single(await trust.SweepAsync("students?include=extended_details"));

        Assert.DoesNotContain(mark.GetProperty("attendance_code").GetString(), codes.Select(code => code.GetProperty("id").GetString()));
        Assert.Contains("Y3", codes.Select(code => code.GetProperty("code").GetString()));
        Assert.Equal(JsonValueKind.Null, pupil.GetProperty("extended_details").GetProperty("data").GetProperty("child_protection_plan").ValueKind);
    }

    [Fact]
    public async Task A_deleted_pupil_restored_under_the_same_id_has_a_restored_tombstone()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Remove("upi00001");
        Assert.Empty(await trust.SweepAsync("students"));
        trust.Clock.Advance(TimeSpan.FromDays(1));

        trust.Editor.Restore("upi00001");

        var pupil = Assert.Single(await trust.SweepAsync("students"));
        var tombstone = Assert.Single(await trust.SweepAsync("deletions?updated_after=2026-11-21 00:00:00"));
        Assert.Equal(pupil.GetProperty("restored_at").GetRawText(), tombstone.GetProperty("restored_at").GetRawText());
        Assert.NotEqual(JsonValueKind.Null, pupil.GetProperty("restored_at").ValueKind);
    }

    private static async Task<JsonElement> Place(SmallTrust trust) =>
        (await SmallTrust.ReadAsync(trust.Mis, "students?per_page=2")).GetProperty("meta").GetProperty("pagination");
}
