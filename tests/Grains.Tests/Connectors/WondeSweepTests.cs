using RiskMonitor.Connectors;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>What any sweep of the Wonde stand-in must bear, over HTTP: regions, permissions, clocks, pages that break, and what the documents leave open.</summary>
public sealed class WondeSweepTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_include_the_schools_system_does_not_know_is_dropped_and_said_to_be_lost(bool isGeneric)
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { ChildProtectionPlans = [new DateRange(new DateOnly(2026, 9, 7), null)] });
        trust.Wonde.Faults.IncludeErrorIsGeneric = isGeneric;
        trust.Wonde.Faults.RejectedIncludes.Add("siblings");
        trust.Wonde.Faults.RejectedIncludes.Add("year");
        using var feed = WondeSource.Feed(trust);

        await feed.Poll();

        Assert.Contains(Assert.Single(feed.All<Pupil>()).Statuses, status => status is { Kind: StatusKind.CP, To: null });
        Assert.Equal(Coverage.IncludeRejected, feed.Coverage["roll"]);
        Assert.Equal(Coverage.IncludeRejected, feed.Coverage["flags"]);
    }

    [Fact]
    public async Task Another_regions_empty_lists_take_nobody_away()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Wonde.Faults.Next(request => request.Resource.StartsWith("students", StringComparison.Ordinal), new Fault.Refuse(200, """{"data":[]}"""), 99);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.ReadFully("roll"));
        Assert.Equal(3, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task The_wrong_region_is_found_out_before_anything_is_read()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.IsWrongRegion = true;
        using var feed = WondeSource.Feed(trust);

        await Assert.ThrowsAsync<UpstreamException>(feed.Probe);
    }

    [Fact]
    public async Task The_sources_clock_whether_it_is_online_and_what_may_be_read_are_asked_first()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Wonde.Faults.ClockSkew = TimeSpan.FromMinutes(-3);
        trust.Wonde.Faults.MissingScopes.Add("behaviour.read");
        trust.School.IsOnline = false;
        using var feed = WondeSource.Feed(trust);

        var health = await feed.Probe();

        Assert.Equal(SmallTrust.Morning.AddMinutes(-3), health.ServerNow);
        Assert.False(health.Online);
        Assert.Equal((Coverage.Supplied, Coverage.NotPermitted), (health.Streams["roll"], health.Streams["behaviours"]));
    }

    [Theory]
    [InlineData(DateShape.Mixed, true, 180)]
    [InlineData(DateShape.PlainText, false, -180)]
    public async Task Whatever_the_documents_leave_open_two_quiet_sweeps_find_everything(DateShape dates, bool isExclusive, int skewSeconds)
    {
        await using var trust = await SmallTrust.StartAsync(230);
        (trust.Wonde.Faults.Dates, trust.Wonde.Faults.UpdatedAfterIsExclusive) = (dates, isExclusive);
        (trust.Wonde.Faults.ClockSkew, trust.Wonde.Faults.AddsUnknownFields) = (TimeSpan.FromSeconds(skewSeconds), true);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();

        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var number = 1; number <= 230; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/", visibleAfter: TimeSpan.FromSeconds(number % 2 * 90));
        await feed.Poll();
        trust.Clock.Advance(TimeSpan.FromMinutes(10));
        await feed.Poll();

        Assert.Equal(230, feed.All<Pupil>().Count());
        Assert.Equal(230, feed.All<Mark>().Count());
        Assert.Empty(feed.Quarantined);
    }

    [Fact]
    public async Task A_sweep_that_breaks_on_a_later_page_fails_and_the_next_one_completes_it()
    {
        await using var trust = await SmallTrust.StartAsync(230);
        trust.Wonde.Faults.Next(request => request is { Resource: "students", Page: 2 }, new Fault.Truncate());
        using var feed = WondeSource.Feed(trust);

        await Assert.ThrowsAsync<UpstreamException>(() => feed.Poll("roll"));
        await feed.Poll("roll");

        Assert.Equal(230, feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Nothing_new_leaves_the_memory_as_it_is()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        using var feed = WondeSource.Feed(trust);
        await feed.Poll();
        await feed.Poll();
        var before = feed.Memory;

        await feed.Poll();

        Assert.Same(before, feed.Memory);
    }
}
