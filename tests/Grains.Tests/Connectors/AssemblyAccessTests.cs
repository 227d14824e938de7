using System.Text.Json;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Assembly;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>How Assembly lets us in, over HTTP: tokens, limits, versions.</summary>
public sealed class AssemblyAccessTests
{
    [Fact]
    public async Task A_token_that_has_run_out_is_renewed_once_and_what_it_has_become_is_kept()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        Assert.Empty(source.Kept);

        source.Server.Expire(trust.School);
        await source.Feed.Poll();
        source.Server.Expire(trust.School);
        await source.Feed.Poll();

        Assert.Equal(2, source.Kept.Count);
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Without_a_first_token_the_refresh_token_brings_it()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Feed.Binding = source.Feed.Binding with { Token = "" };

        await source.Feed.Poll();

        Assert.Single(source.Kept);
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_renewed_token_outlives_its_process_until_another_is_configured()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Expire(trust.School);
        await source.Feed.Poll();

        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]);
        await source.Feed.Poll();
        source.Server.Disconnect(trust.School);
        var refused = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        source.Connection = source.Server.Connect(trust.School);
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]);
        await source.Feed.Poll();

        Assert.Contains("connected again", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(source.Connection.RefreshToken, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_school_is_found_out_before_anything_is_read()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Feed.Binding = source.Feed.Binding with { Token = "", UpstreamSchool = "4711" };

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        // What the refresh token has become is kept, for it is spent; the token itself is not used by a later sweep either.
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]) with { Token = "", UpstreamSchool = "4711" };
        var again = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        source.Feed.Binding = source.Binding(trust, kept: source.Kept[^1]) with { Token = "" };

        Assert.All([failure, again], each => Assert.Contains("another school", each.Message, StringComparison.Ordinal));
        Assert.Empty(source.Feed.Standing);
        await source.Feed.Poll();
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task Secrets_go_to_a_safe_address_only()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        source.TokenAddress = new Uri("http://platform.example/oauth/token");
        source.Feed.Binding = source.Binding(trust) with { Token = "" };

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        Assert.Contains("https", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_names_the_wait_and_the_limit_in_its_body_is_waited_out()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.Next(
            request => request.Resource == "students", new Fault.Refuse(429, """{"error":"rate_limit","data":{"count":301,"period":1,"limit":300}}"""));

        var since = TimeProvider.System.GetTimestamp();
        await source.Feed.Poll("roll");

        Assert.True(TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(0.9));
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }

    [Fact]
    public async Task A_token_whose_limit_is_known_asks_no_more_than_that()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Limit = 4;
        await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());
        var asked = source.Server.Asked;

        // The stand-in's window has passed; ours, which runs by the real clock, has not.
        trust.Clock.Advance(TimeSpan.FromMinutes(6));
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll());

        Assert.Contains("429", failure.Message, StringComparison.Ordinal);
        Assert.Equal(asked, source.Server.Asked);
    }

    [Fact]
    public async Task A_source_that_speaks_neither_version_says_so()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.Next(request => request.Resource == "students", new Fault.Refuse(406, """{"error":"unsupported_version"}"""), times: 2);

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));

        Assert.Contains("406", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_that_was_not_read_lately_counts_as_offline()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        Assert.True((await source.Feed.Probe()).Online);

        trust.School.IsOnline = false;

        Assert.False((await source.Feed.Probe()).Online);
    }

    [Fact]
    public async Task A_first_import_that_needs_more_requests_than_the_source_allows_goes_on_where_it_was()
    {
        await using var trust = await SmallTrust.StartAsync(60);
        for (var number = 1; number <= 60; number++)
            trust.Editor.Mark($"upi{number:00000}", new(new DateOnly(2026, 11, 20), Session.AM), "/");
        await using var source = await AssemblySource.Start(trust, options => (options.LongestWait, options.LongestPause, options.Retries, options.RowsPerPage) =
            (TimeSpan.Zero, TimeSpan.FromHours(1), 0, 10));
        source.Server.Limit = 5;
        var pauses = new List<SourcePause>();
        source.Feed.Binding = source.Feed.Binding with { Pause = Pause };

        await source.Feed.Poll();

        Assert.Equal((60, 60), (source.Feed.All<Pupil>().Count(), source.Feed.All<Mark>().Count()));
        Assert.Contains(pauses, pause => pause.Wait > TimeSpan.FromMinutes(2));
        Assert.All(pauses, pause => Assert.Matches(@"\(429\) until 20 Nov \d\d:\d\d; the sweep goes on then", pause.Reason));
        // Six pages of pupils alone are more than the five requests of a window: nothing was begun again.
        Assert.InRange(source.Server.Asked, 30, 60);

        Task Pause(SourcePause pause, CancellationToken cancellation)
        {
            pauses.Add(pause);
            trust.Clock.Advance(pause.Wait);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(600, 9, 2)]
    [InlineData(36_000, 59, 2)]
    public async Task A_pause_that_the_source_names_is_kept_by_the_sweeps_that_follow_for_an_hour_at_most(int seconds, int minutesStill, int minutesMore)
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust, options => options.LongestPause = TimeSpan.FromHours(1));
        source.Server.Faults.Next(
            request => request.Resource == "students", new Fault.Refuse(429, $$$"""{"error":"rate_limit","data":{"count":301,"period":{{{seconds}}},"limit":300}}"""));
        await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));
        var asked = source.Server.Asked;

        trust.Clock.Advance(TimeSpan.FromMinutes(minutesStill));
        var still = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.Poll("roll"));
        var askedStill = source.Server.Asked;
        trust.Clock.Advance(TimeSpan.FromMinutes(minutesMore));
        await source.Feed.Poll("roll");

        Assert.Equal(asked, askedStill);
        Assert.Contains("slow down (429) until 20 Nov", still.Message, StringComparison.Ordinal);
        Assert.Equal(3, source.Feed.All<Pupil>().Count());
    }
}
