using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>Probes, the description of the API, and the pages that are not ours.</summary>
public sealed partial class OperatorsPagesTests(RiskMonitorApi api)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_probe_without_an_account_is_answered(string path)
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/hangfire/recurring")]
    [InlineData("/orleans")]
    [InlineData("/orleans/DashboardCounters")]
    public async Task Jobs_and_silos_are_for_those_who_operate(string path)
    {
        using var lead = await api.As("lead-secondary");
        using var wall = await api.As("wall-display");
        using var it = await api.As("it-administrator");

        using var forLead = await lead.Get(path);
        using var forWall = await wall.Get(path);
        using var forIt = await it.Get(path);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (forLead.StatusCode, forWall.StatusCode));
        Assert.True((int)forIt.StatusCode is >= 200 and < 400, $"{path}: {forIt.StatusCode}");
    }

    [Fact]
    public async Task Every_route_is_described_with_a_summary()
    {
        using var stranger = await api.Stranger();

        var document = await stranger.Read<JsonObject>("/openapi/v1.json");

        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Summary: (string?)operation.Value!["summary"])))
            .ToList();
        var routes = Access.RouteTable.Decided.Keys.Concat(Access.RouteTable.Undecided.Keys).Where(route => route.Contains(" /api/", StringComparison.Ordinal) && !route.Contains("**", StringComparison.Ordinal));
        Assert.Equal(routes.Order(), operations.Select(operation => operation.Name).Order());
        Assert.All(operations, operation => Assert.False(string.IsNullOrWhiteSpace(operation.Summary), operation.Name));
    }

    [Fact]
    public async Task The_readable_page_asks_no_other_host_for_anything()
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Get("/scalar/");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(Loaded().Matches(html).Select(match => match.Value));
        foreach (Match script in Scripts().Matches(html))
        {
            using var loaded = await stranger.Get($"/scalar/{script.Groups[1].Value}");
            Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
        }
    }

    [Fact]
    public async Task A_page_of_the_dashboard_is_the_dashboard_whatever_its_address()
    {
        using var stranger = await api.Stranger();

        using var answer = await stranger.Get("/schools/larkfield-high/students/p001");

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("RiskMonitor", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?:src|href)\s*=\s*["'](?:https?:)?//[^"']*|https?://[^"'\s]*(?:cdn|fonts|proxy)[^"'\s]*""")]
    private static partial Regex Loaded();

    [GeneratedRegex("""<script[^>]*\ssrc=["']([^"']+)["']""")]
    private static partial Regex Scripts();
}
