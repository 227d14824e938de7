using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Who gets in, as whom, and from where.</summary>
public sealed class SignInTests(RiskMonitorApi api)
{
    [Theory]
    [InlineData("GET", "/api/me")]
    [InlineData("GET", "/api/rules")]
    [InlineData("GET", "/api/schools/larkfield-high/rules/editions")]
    [InlineData("POST", "/api/schools/larkfield-high/rules")]
    [InlineData("GET", "/api/schools/larkfield-high/board")]
    [InlineData("GET", "/api/schools/larkfield-high/feeds")]
    [InlineData("GET", "/api/schools/larkfield-high/students/p001")]
    [InlineData("POST", "/api/schools/larkfield-high/students/p001/reveal")]
    [InlineData("POST", "/api/schools/larkfield-high/alerts/acknowledge")]
    [InlineData("POST", "/api/observations")]
    [InlineData("POST", "/api/schools/larkfield-high/imports/surveys")]
    [InlineData("POST", "/api/schools/larkfield-high/imports/surveys/preview")]
    [InlineData("POST", "/hubs/board/negotiate")]
    [InlineData("GET", "/hangfire")]
    [InlineData("GET", "/orleans")]
    public async Task Who_is_not_signed_in_is_told_so_whatever_is_asked(string method, string path)
    {
        using var stranger = await api.Stranger();

        using var body = new StringContent("""{"alert":"ATT-04/p001/-/1","commandId":"c","reason":"r"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await stranger.Send(new HttpMethod(method), path, method == "POST" ? body : null, ("X-RiskMonitor", "1"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_persona_is_who_the_demo_says_with_the_schools_it_may_open()
    {
        using var lead = await api.As("lead-secondary");
        using var trust = await api.As("trust-lead");
        using var wall = await api.As("wall-display");
        using var operatorOfTrust = await api.As("it-administrator");

        var me = await lead.Read<Me>("/api/me");
        Assert.Equal(("Amara Okafor", true, true, true), (me.Name, me.CanOpenCases, me.CanAcknowledge, me.IsDemo));
        Assert.Equal([RiskMonitorApi.Secondary], me.Schools.Select(school => school.School));
        Assert.Equal(RiskMonitorApi.Schools.Append("trust.larkfield").Order(), (await trust.Read<Me>("/api/me")).Schools.Select(school => school.School).Order());
        me = await wall.Read<Me>("/api/me");
        Assert.Equal((false, false), (me.CanOpenCases, me.CanAcknowledge));
        Assert.Empty((await operatorOfTrust.Read<Me>("/api/me")).Schools);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Original-For", "203.0.113.7:1234")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Host", "rebound.example.org")]
    public async Task A_persona_is_not_to_be_had_through_a_proxy_or_under_another_name(string header, string value)
    {
        using var stranger = await api.Stranger();

        using var offered = await stranger.Send(HttpMethod.Get, "/api/personas", null, (header, value));
        using var signedIn = await stranger.Send(HttpMethod.Post, "/api/personas/lead-secondary/sign-in", null, ("X-RiskMonitor", "1"), (header, value));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (offered.StatusCode, signedIn.StatusCode));
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_persona_that_does_not_exist_signs_nobody_in()
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Post("/api/personas/headmaster/sign-in");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", stranger.CookieHeader);
    }

    [Fact]
    public async Task The_cookie_is_out_of_the_reach_of_scripts_and_of_other_sites()
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Post("/api/personas/lead-secondary/sign-in");

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("(?i)samesite=(lax|strict)", cookie);
    }

    [Fact]
    public async Task After_signing_out_the_caller_is_nobody_again()
    {
        using var lead = await api.As("lead-primary");

        using var signedOut = await lead.Post("/api/sign-out");
        using var answer = await lead.Get("/api/me");

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_signing_out_and_another_session_goes_on()
    {
        using var lead = await api.As("lead-primary");
        using var elsewhere = await api.As("lead-primary");
        var copy = lead.Cookies.GetCookies(lead.Address).Single();
        using var thief = new Caller(lead.Address, new Cookie(copy.Name, copy.Value, copy.Path));
        using var before = await thief.Get("/api/me");

        using var signedOut = await lead.Post("/api/sign-out");
        using var after = await thief.Get("/api/me");
        using var other = await elsewhere.Get("/api/me");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (before.StatusCode, after.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task A_grant_taken_back_is_gone_with_the_next_request()
    {
        using var head = await api.As("Head", "school-of-head");
        using var before = await head.Get("/api/schools/school-of-head/board");

        await (await api.Of<IGrainFactory>()).GetGrain<Interfaces.IStaffGrain>("Head.of.school-of-head").Replace([]);
        using var after = await head.Get("/api/schools/school-of-head/board");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }
}
