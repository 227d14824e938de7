using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain.Observations;
using RiskMonitor.StandIns;
using RiskMonitor.StandIns.Demo;
using Xunit;

namespace RiskMonitor.Grains.Tests.StandIns;

public sealed class DemoTrustServerTests
{
    [Fact]
    public async Task A_whole_year_of_marks_is_read_page_by_page_and_then_only_what_is_new()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2027, 6, 24, 7, 40, 0, TimeSpan.Zero));
        await using var trust = await DemoTrustServer.StartAsync(new DemoTrustOptions { LiveDate = new DateOnly(2027, 6, 24), Clock = clock }, TestContext.Current.CancellationToken);
        using var client = Client(trust.WondeToken);
        var school = new Uri(trust.WondeAddress, $"schools/{trust.Schools[1].WondeId}/");

        var (year, _) = await CountAsync(client, new Uri(school, "attendance/session?per_page=200&cursor=true"));
        clock.Advance(TimeSpan.FromHours(1));
        var (morning, pages) = await CountAsync(client, new Uri(school, "attendance/session?per_page=200&cursor=true&updated_after=2027-06-24T07:40:00Z"));

        Assert.InRange(year, 80_000, 100_000);
        Assert.InRange(morning, 150, 330);
        Assert.Equal(2, pages);
    }

    [Fact]
    public async Task Both_upstreams_know_the_same_pupils_and_what_neither_has_is_handed_over()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        await using var trust = await DemoTrustServer.StartAsync(new DemoTrustOptions { LiveDate = new DateOnly(2026, 11, 24), Clock = clock }, TestContext.Current.CancellationToken);
        using var mis = Client(trust.WondeToken);
        using var concerns = Client(trust.SafeguardingToken);

        var pupils = await SmallTrust.ReadAsync(mis, new Uri(trust.WondeAddress, $"schools/{trust.Schools[0].WondeId}/students?per_page=500").AbsoluteUri);
        var links = await SmallTrust.ReadAsync(concerns, new Uri(trust.SafeguardingAddress, $"schools/{trust.Schools[0].SafeguardingId}/students?limit=500").AbsoluteUri);

        var known = links.GetProperty("data").EnumerateArray().Select(link => link.GetProperty("mis_id").GetString()).ToHashSet();
        Assert.True(pupils.GetProperty("data").EnumerateArray().Count(pupil => known.Contains(pupil.GetProperty("mis_id").GetString())) > 100);
        Assert.Equal(3, trust.World.LocalObservations.OfType<Calendar>().Count());
        Assert.Equal(3, trust.World.LocalObservations.OfType<SchoolRecord>().Count());
        Assert.Contains(trust.World.ImportedStatuses, status => status.Status.Kind == StatusKind.MissingRisk);
        Assert.All(DemoCategories.Canonical.Values, canonical => Assert.DoesNotContain(' ', canonical));
    }

    private static HttpClient Client(string token) =>
        new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task<(int Rows, int Pages)> CountAsync(HttpClient client, Uri address)
    {
        var (rows, pages) = (0, 0);
        for (string? next = address.AbsoluteUri; next is not null;)
        {
            using var page = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(next)));
            rows += page.RootElement.GetProperty("data").GetArrayLength();
            pages++;
            next = page.RootElement.GetProperty("meta").TryGetProperty("pagination", out var place) ? place.GetProperty("next").GetString() : null;
        }

        return (rows, pages);
    }
}
