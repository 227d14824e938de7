using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Connectors;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Faults;
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

    [Fact]
    public void Each_refusal_halves_the_pace_down_to_the_least_and_a_minute_without_one_gives_a_tenth_back()
    {
        var clock = new FakeTimeProvider(SmallTrust.Morning);
        var pace = new RequestPace(TokenBudget.Window, least: 100);
        var slowed = new List<double?> { pace.Slowed };

        foreach (var minutes in new[] { 0, 0.1, 1, 1, 1, 1 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            pace.Halve(clock.GetUtcNow(), 1000);
            slowed.Add(pace.Slowed);
        }

        var back = Minutes(12).Select(_ => pace.Slowed).ToList();

        // Refused together is refused once; a minute's tenth had been given back before each of the others.
        Assert.Equal([null, 500, 500, 300, 200, 150, 125], slowed);
        Assert.Equal([225, 325, 425, 525, 625, 725, 825, 925, null, null, null, null], back);
        Assert.Equal(100, Least(refusals: 9, full: 1000));
        Assert.Equal(10, Least(refusals: 9, full: 20));

        IEnumerable<int> Minutes(int count) => Enumerable.Range(1, count).Select(minute =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            pace.Take(clock.GetUtcNow());
            return minute;
        });
    }

    [Fact]
    public void A_slowed_token_asks_evenly_with_half_a_minutes_requests_at_once()
    {
        var clock = new FakeTimeProvider(SmallTrust.Morning);
        var budget = new TokenBudget(clock, limit: 200, least: 10, longestPause: TimeSpan.FromMinutes(2));
        Assert.Null(budget.Take());
        budget.Refused(TimeSpan.FromSeconds(1), null);
        clock.Advance(TimeSpan.FromSeconds(2));

        var atOnce = Enumerable.Range(0, 40).TakeWhile(_ => budget.Take() is null).Count();
        var wait = budget.Take();
        clock.Advance(wait!.Value);
        var one = Enumerable.Range(0, 40).TakeWhile(_ => budget.Take() is null).Count();
        clock.Advance(TimeSpan.FromMinutes(20));
        var full = Enumerable.Range(0, 300).TakeWhile(_ => budget.Take() is null).Count();

        // A hundred in five minutes: one in three seconds.
        Assert.Equal((11, 1, 200), (atOnce, one, full));
        Assert.InRange(wait.Value.TotalSeconds, 2.9, 3.1);
    }

    [Fact]
    public async Task After_a_429_of_the_source_every_school_of_that_token_is_read_half_as_fast_and_then_again_as_before()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        var second = trust.World.AddSchool(trust.School.Identity with { School = new("elmfield"), WondeId = "A2", SafeguardingId = "s_13" });
        var clock = new FakeTimeProvider(SmallTrust.Morning);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock)
            .AddConnectors(options => (options.RequestsPerToken, options.Retries, options.LeastPerToken) = (200, 0, 10)).BuildServiceProvider();
        var first = new List<HttpStatusCode>();
        for (var request = 0; request < 60; request++)
            first.Add(await Ask(services, trust, request % 2 == 0 ? trust.School.Identity.WondeId : second.Identity.WondeId));
        trust.Wonde.Faults.Next(_ => true, Fault.TooManyRequests(1));
        var refused = await Ask(services, trust, second.Identity.WondeId);
        clock.Advance(TimeSpan.FromSeconds(2));

        var slowed = new List<HttpStatusCode>();
        for (var request = 0; request < 11; request++)
            slowed.Add(await Ask(services, trust, trust.School.Identity.WondeId));
        var waiting = new[] { Ask(services, trust, trust.School.Identity.WondeId), Ask(services, trust, second.Identity.WondeId) };
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var sent = waiting.Count(each => each.IsCompleted);
        var wentAt = new List<DateTimeOffset>();
        for (var gone = 0; gone < waiting.Length; gone = waiting.Count(each => each.IsCompleted))
        {
            clock.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Delay(150, TestContext.Current.CancellationToken);
            wentAt.AddRange(Enumerable.Repeat(clock.GetUtcNow(), waiting.Count(each => each.IsCompleted) - gone));
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        var again = new List<HttpStatusCode>();
        for (var request = 0; request < 60; request++)
            again.Add(await Ask(services, trust, second.Identity.WondeId));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused);
        Assert.Equal(0, sent);
        Assert.True(wentAt[1] - wentAt[0] >= TimeSpan.FromSeconds(2), $"{wentAt[1] - wentAt[0]}");
        Assert.All([.. first, .. slowed, await waiting[0], await waiting[1], .. again], status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static double? Least(int refusals, int full)
    {
        var pace = new RequestPace(TokenBudget.Window, least: 100);
        for (var refusal = 0; refusal < refusals; refusal++)
            pace.Halve(SmallTrust.Morning.AddSeconds(refusal * 15), full);
        return pace.Slowed;
    }

    private static async Task<HttpStatusCode> Ask(IServiceProvider services, SmallTrust trust, string school)
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(UpstreamClient.Name);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(trust.Wonde.BaseAddress, $"meta/schools/{school}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", trust.Wonde.Token);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
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
