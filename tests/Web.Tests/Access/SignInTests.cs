using System.Net;
using System.Net.Http.Json;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

public sealed class SignInTests(RunningApi api)
{
    [Fact]
    public async Task The_demo_trusts_staff_are_offered_on_a_loopback_address()
    {
        using var client = api.Anybody();

        var personas = await client.Ask<List<Persona>>("api/personas");

        Assert.Equal(
            ["attendance-lead", "integration", "it-administrator", "lead-primary", "lead-secondary", "trust-lead", "wall-display"],
            personas.Select(persona => persona.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Original-For", "203.0.113.7:1234")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task A_caller_who_came_through_a_proxy_is_offered_nobody(string header, string value)
    {
        using var client = api.Anybody();
        client.DefaultRequestHeaders.Add(header, value);

        using var offered = await client.Get("api/personas");
        using var signedIn = await client.Post("api/personas/lead-secondary/sign-in");

        Assert.Equal(HttpStatusCode.NotFound, offered.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, signedIn.StatusCode);
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_name_that_no_page_of_ours_was_reached_by_signs_nobody_in()
    {
        using var client = api.Anybody();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/personas/lead-secondary/sign-in");
        request.Headers.Host = "rebound.example.org";

        using var answer = await client.Deliver(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_cookie_cannot_be_read_by_a_script_nor_sent_from_another_site()
    {
        using var client = api.Anybody();

        using var answer = await client.Post("api/personas/lead-secondary/sign-in");

        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("riskmonitor=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_is_signed_in_is_told_with_the_schools_they_may_open()
    {
        using var client = await api.As("trust-lead");

        var me = await client.Ask<Me>("api/me");

        Assert.Equal(["brook-lane", "larkfield-academy", "st-oswalds"], me.Schools.Select(school => school.School).Order(StringComparer.Ordinal));
        Assert.True(me is { CanOpenCases: true, CanAcknowledge: true });
    }

    [Fact]
    public async Task A_wall_display_may_neither_open_a_case_nor_acknowledge()
    {
        using var client = await api.As("wall-display");

        var me = await client.Ask<Me>("api/me");

        Assert.Equal("larkfield-academy", Assert.Single(me.Schools).School);
        Assert.True(me is { CanOpenCases: false, CanAcknowledge: false });
    }

    [Fact]
    public async Task After_signing_out_nobody_is_signed_in()
    {
        using var client = await api.As("lead-secondary");

        using var answer = await client.Post("api/sign-out");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        using var me = await client.Get("api/me");
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
    }

    [Theory]
    [InlineData("hangfire")]
    [InlineData("orleans")]
    public async Task Operators_pages_open_for_operators_only(string page)
    {
        using var anybody = api.Anybody();
        using var lead = await api.As("lead-secondary");
        using var administrator = await api.As("it-administrator");

        using var unknown = await anybody.Get(page);
        using var refused = await lead.Get(page);
        using var served = await administrator.Get(page);

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.True((int)served.StatusCode is 200 or 301 or 302, served.StatusCode.ToString());
    }
}
