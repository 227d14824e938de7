using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using RiskMonitor.Api.Operations;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>What a browser is told, and what a page of another site cannot do.</summary>
public sealed class SafeHeadersTests(RiskMonitorApi api)
{
    [Theory]
    [InlineData("/api/me")]
    [InlineData("/api/schools/larkfield-high/board")]
    [InlineData("/api/schools/larkfield-high/students/nobody")]
    [InlineData("/api/nothing-here")]
    [InlineData("/API/me")]
    public async Task No_answer_of_the_api_is_kept_by_anybody(string path)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Get(path);

        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/api/me")]
    [InlineData("/health/live")]
    public async Task Every_page_says_where_scripts_may_come_from_and_may_not_be_framed(string path)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/api/sign-out")]
    [InlineData("/API/sign-out")]
    [InlineData("/Api/personas/lead-secondary/sign-in")]
    [InlineData("/api/observations")]
    [InlineData("/api/personas/lead-secondary/sign-in")]
    [InlineData("/api/schools/larkfield-high/alerts/acknowledge")]
    [InlineData("/api/schools/larkfield-high/students/p001/reveal")]
    public async Task A_write_without_our_header_or_from_a_foreign_page_is_refused(string path)
    {
        using var lead = await api.As("lead-secondary");
        (string, string)[][] refused =
        [
            [],
            [("X-RiskMonitor", "1"), ("Origin", "https://evil.example")],
            [("X-RiskMonitor", "1"), ("Origin", "null")],
            [("X-RiskMonitor", "1"), ("Origin", $"http://127.0.0.1:{lead.Address.Port + 1}")],
        ];

        foreach (var headers in refused)
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await lead.Send(HttpMethod.Post, path, body, headers);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal("Amara Okafor", (await lead.Read<Me>("/api/me")).Name);
    }

    [Theory]
    [InlineData("Production", "https://riskmonitor.example/", "max-age=31536000")]
    [InlineData("Production", "http://riskmonitor.example/", null)]
    [InlineData("Development", "https://riskmonitor.example/", null)]
    public async Task A_browser_is_told_to_come_by_https_alone_in_production_and_nowhere_else(string environment, string address, string? told)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.UseSafeHeaders();
        app.MapGet("/", () => "here");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var browser = app.GetTestClient();

        using var answer = await browser.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(told, answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? Assert.Single(values) : null);
    }

    [Fact]
    public async Task A_write_from_our_own_page_passes()
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Send(HttpMethod.Post, "/api/sign-out", null, ("X-RiskMonitor", "1"), ("Origin", lead.Address.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("/hubs/board/negotiate?negotiateVersion=1", "lead-secondary")]
    [InlineData("/Hubs/board/negotiate?negotiateVersion=1", "lead-secondary")]
    [InlineData("/hangfire/recurring/remove", "it-administrator")]
    public async Task A_foreign_page_can_neither_open_the_hub_nor_touch_the_jobs(string path, string persona)
    {
        using var caller = await api.As(persona);

        using var answer = await caller.Send(HttpMethod.Post, path, null, ("Origin", "https://evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task What_a_caller_wrote_wrongly_is_answered_with_the_same_headers()
    {
        using var lead = await api.As("lead-secondary");
        using var body = new StringContent("{bad", Encoding.UTF8, "application/json");

        using var answer = await lead.Send(HttpMethod.Post, "/api/schools/larkfield-high/students/p001/reveal", body, ("X-RiskMonitor", "1"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("/api/nothing-here", HttpStatusCode.NotFound)]
    [InlineData("/api/schools/another/board", HttpStatusCode.NotFound)]
    public async Task An_error_is_a_problem_in_json(string path, HttpStatusCode status)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Get(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_write_of_the_wrong_media_type_is_told_so()
    {
        using var lead = await api.As("lead-secondary");
        using var body = new StringContent("alert=ATT-04", Encoding.UTF8, "application/x-www-form-urlencoded");

        using var answer = await lead.Send(HttpMethod.Post, "/api/schools/larkfield-high/alerts/acknowledge", body, ("X-RiskMonitor", "1"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }
}
