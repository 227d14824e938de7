using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>Streams that are read less often than their feed is polled: nothing of them is lost, and nothing waits that somebody asked for.</summary>
public sealed class StreamIntervalTests
{
    private static readonly StreamInterval Hourly = new(TimeSpan.FromHours(1), TimeSpan.FromHours(6));

    [Fact]
    public async Task A_stream_that_is_not_due_is_left_out_and_the_sweep_is_complete_without_it()
    {
        await using var host = await Started();
        await host.Silo.Send("oakfield", """{"type":"calendar","school":"oakfield","from":"2026-09-01","to":"2027-08-31","closed":[],"inset":[],"terms":[]}""");
        host.Trust.Editor.Amend("upi00001", row => row with { Registration = "10B" });
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "/");
        var begun = host.Trust.Clock.GetUtcNow();

        var polls = new List<FeedStatus>();
        for (var poll = 0; poll < 6; poll++)
        {
            polls.Add(await host.Poll(host.Mis));
            await host.Poll(host.Concerns, minutes: 0);
        }

        await host.Silo.School().Tick();

        Assert.All(polls, poll => Assert.Null(poll.Trouble));
        Assert.Single((await host.Journal()).OfType<Mark>());
        // The roll at the first poll and after an hour; the marks each time, each complete sweep the feed's freshness.
        Assert.Equal([false, false, false, false, false, true], polls.Select(poll => Of(poll, "roll").Watermark > begun));
        Assert.Equal(6, polls.Select(poll => Of(poll, "marks").Watermark).Distinct().Count());
        Assert.Equal(host.Trust.Clock.GetUtcNow(), polls[^1].LastCompleteAt);
        Assert.Equal("10B", (await host.Journal()).OfType<Pupil>().Last(pupil => pupil.Student.Value == "upi00001").Registration);
        Assert.DoesNotContain((await host.Silo.Quiet()).Alerts, alert => alert.Key.Rule.Value == "TRU-05");
    }

    [Fact]
    public async Task A_stream_that_could_not_be_read_is_due_until_it_has_been()
    {
        await using var host = await Started();
        host.Trust.Editor.Amend("upi00001", row => row with { Registration = "10B" });
        host.Trust.Wonde.Faults.Next(request => request.Resource == "students", Fault.ServerError(), times: int.MaxValue);
        var bad = new[] { await host.Poll(host.Mis, minutes: 60), await host.Poll(host.Mis) };
        host.Trust.Wonde.Faults.Clear();

        var good = await host.Poll(host.Mis);

        Assert.All(bad, status => Assert.Contains("500", status.Trouble, StringComparison.Ordinal));
        Assert.Null(good.Trouble);
        Assert.Contains((await host.Journal()).OfType<Pupil>(), pupil => pupil.Registration == "10B");
    }

    [Fact]
    public async Task Polled_now_all_of_it_is_read_also_when_a_sweep_of_less_is_under_way()
    {
        await using var host = await Started();
        host.Trust.Editor.Amend("upi00001", row => row with { Registration = "10B" });
        host.Trust.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Mis.Start();
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);
        var now = await host.Mis.Status();
        var reached = new TaskCompletionSource();
        using var go = new SemaphoreSlim(0);
        host.Trust.Wonde.Faults.Next(request => request.Resource.StartsWith("attendance", StringComparison.Ordinal), new Fault.Meanwhile(() =>
        {
            reached.TrySetResult();
            go.Wait(TimeSpan.FromSeconds(4));
        }));
        host.Trust.Clock.Advance(TimeSpan.FromMinutes(5));
        var scheduled = host.Mis.Poll();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await host.Mis.Start();
        await host.Mis.Start();
        go.Release();
        await scheduled;
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);

        Assert.Contains((await host.Journal()).OfType<Pupil>(), pupil => pupil.Registration == "10B");
        Assert.True(Of(await host.Mis.Status(), "roll").Watermark > Of(now, "roll").Watermark);
        Assert.Equal(4, (await host.Mis.Sweeps()).Length);
    }

    [Fact]
    public async Task Nobody_is_taken_off_by_a_tombstone_before_the_roll_has_been_read_since()
    {
        await using var host = await Started();
        host.Trust.Editor.Remove("upi00001");
        host.Trust.Clock.Advance(TimeSpan.FromMinutes(1));
        host.Trust.Editor.Restore("upi00001", newWondeId: "A1799999");
        host.Trust.Editor.Remove("upi00002");

        for (var poll = 0; poll < 3; poll++)
            await host.Poll(host.Mis);

        Assert.Equal("upi00002", Assert.Single((await host.Journal()).OfType<Withdrawn>(), withdrawn => withdrawn.Of == "pupil").OfKey);
    }

    [Theory]
    [InlineData("2026-11-20T09:00:00Z", 59, false)]
    [InlineData("2026-11-20T09:00:00Z", 60, true)]
    [InlineData("2026-11-20T06:59:00Z", 60, false)]
    [InlineData("2026-11-20T07:00:00Z", 60, true)]
    [InlineData("2026-11-20T18:00:00Z", 60, false)]
    [InlineData("2026-11-20T18:00:00Z", 360, true)]
    [InlineData("2026-11-21T12:00:00Z", 60, false)]
    [InlineData("2026-06-19T06:00:00Z", 60, true)]
    public void School_hours_are_Londons(string now, int minutesAgo, bool isOver)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(isOver, Hourly.IsOver(at.AddMinutes(-minutesAgo), at));
        Assert.True(Hourly.IsOver(null, at));
    }

    private static async Task<FeedHost> Started()
    {
        var host = await FeedHost.Start(Engine.Sqlite, bind: feed => feed with
        {
            Intervals = feed.Intervals.Add("roll", Hourly).Add("leavers", Hourly).Add("flags", Hourly).Add("codes", Hourly),
        });
        await host.Poll(host.Mis, minutes: 0);
        await host.Poll(host.Concerns, minutes: 0);
        return host;
    }

    private static StreamStatus Of(FeedStatus status, string stream) => status.Streams.Single(each => each.Stream == stream);
}
