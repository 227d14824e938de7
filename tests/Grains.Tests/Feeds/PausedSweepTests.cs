using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A source that wants to be left alone in the middle of a sweep is, and the sweep keeps its place.</summary>
public sealed class PausedSweepTests
{
    [Fact]
    public async Task A_first_import_waits_for_its_source_says_so_and_goes_on_where_it_was()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, patience: upstream =>
            (upstream.LongestWait, upstream.LongestPause, upstream.LeastPerToken) = (TimeSpan.Zero, TimeSpan.FromMinutes(1), 100_000));
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        host.Trust.Wonde.Faults.Next(request => request.Resource.StartsWith("attendance/session", StringComparison.Ordinal), Fault.TooManyRequests(4));

        var poll = host.Mis.Poll();
        FeedStatus paused = null!;
        await SchoolHost.Until(async () => (paused = await host.Mis.Status()).Trouble is not null);
        var read = (await host.Journal()).OfType<Pupil>().Select(pupil => pupil.Student).Distinct().Count();
        await poll;
        await host.Silo.Quiet();
        var after = await host.Mis.Status();

        // What was read before the pause is not kept from the school.
        Assert.Equal(3, read);
        Assert.NotNull(paused.UnderWay);
        Assert.Matches(@"\(429\) until 20 Nov \d\d:\d\d; the sweep goes on then", paused.Trouble);
        Assert.Null(after.Trouble);
        Assert.Equal(["complete"], (await host.Mis.Sweeps()).Select(sweep => sweep.Outcome));
        Assert.Single((await host.Journal()).OfType<Mark>());
    }
}
