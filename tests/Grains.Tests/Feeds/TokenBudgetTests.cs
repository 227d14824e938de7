using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Connectors;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>Forty schools on one token are one budget, on however many silos their feeds are.</summary>
public sealed class TokenBudgetTests
{
    private const int Allowed = 6;

    [Fact]
    public async Task Requests_with_one_token_are_counted_over_all_silos_and_those_beyond_it_are_not_sent()
    {
        await using var source = await Answers.Start();
        await using var cluster = await Silos(Allowed);

        var answers = new List<HttpStatusCode>();
        for (var request = 0; request < Allowed + 3; request++)
            answers.Add(await Ask(cluster, silo: request % 2, source, "a-token"));
        var other = await Ask(cluster, silo: 0, source, "another-token");

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, Allowed).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)), answers);
        Assert.Equal(HttpStatusCode.OK, other);
        Assert.Equal(Allowed + 1, source.Asked.Count);
    }

    [Fact]
    public async Task What_the_source_refuses_to_one_silo_the_others_do_not_ask_either()
    {
        await using var source = await Answers.Start();
        source.Put("meta/schools/A1", """{"error":"too many","data":{"count":1,"period":60,"limit":100}}""", status: 429);
        await using var cluster = await Silos(requestsPerToken: 0);

        var refused = await Ask(cluster, silo: 0, source, "a-token");
        var waits = await Ask(cluster, silo: 1, source, "a-token");

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (refused, waits));
        Assert.Single(source.Asked);
    }

    private static async Task<InProcessTestCluster> Silos(int requestsPerToken)
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.TryAddSingleton(TimeProvider.System);
            silo.Services.AddConnectors(options => (options.RequestsPerToken, options.Retries, options.LongestWait) = (requestsPerToken, 0, TimeSpan.FromMinutes(2)));
            silo.Services.AddSharedTokenBudgets();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static async Task<HttpStatusCode> Ask(InProcessTestCluster cluster, int silo, Answers source, string token)
    {
        using var client = cluster.Silos[silo].ServiceProvider.GetRequiredService<IHttpClientFactory>().CreateClient(UpstreamClient.Name);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(source.Address, "meta/schools/A1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
