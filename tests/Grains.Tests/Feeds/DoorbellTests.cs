using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A ring is answered at once, and many rings are few sweeps.</summary>
public sealed class DoorbellTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Many_rings_are_one_sweep_at_once_and_one_more_when_the_pause_is_over()
    {
        await using var host = await Started();
        Put(host, "i_1");

        var since = TimeProvider.System.GetTimestamp();
        await host.Concerns.Ring();
        await SchoolHost.Until(async () => await Heard(host) == 1);
        var first = await Sweeps(host);
        Put(host, "i_2");
        for (var ring = 0; ring < 5; ring++)
            await host.Concerns.Ring();
        await SchoolHost.Until(async () => await Heard(host) == 2);
        var took = TimeProvider.System.GetElapsedTime(since);
        var second = await Sweeps(host);
        await Ended(host);
        await host.Poll(host.Concerns);

        Assert.Equal((2, 3, 4), (first, second, await Sweeps(host)));
        Assert.True(took >= Pause - TimeSpan.FromMilliseconds(50), $"The second sweep began after {took}.");
    }

    [Fact]
    public async Task What_is_rung_for_while_a_sweep_has_passed_it_is_read_by_one_that_follows()
    {
        await using var host = await Started();
        var reached = new TaskCompletionSource();
        using var go = new SemaphoreSlim(0);
        host.Trust.Safeguarding.Faults.Next(request => request.Resource == "categories", new Fault.Meanwhile(() =>
        {
            reached.TrySetResult();
            go.Wait(TimeSpan.FromSeconds(4));
        }));

        await host.Concerns.Start();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        // Later than the instant up to which the sweep under way reads.
        Put(host, "i_1");
        await host.Concerns.Ring();
        await host.Concerns.Ring();
        go.Release();
        await SchoolHost.Until(async () => await Heard(host) == 1);
        await Ended(host);

        Assert.Equal(3, await Sweeps(host));
        Assert.Equal("i_1", Assert.Single((await host.Journal()).OfType<Concern>()).Id);
    }

    [Fact]
    public async Task A_poll_meanwhile_has_heard_the_ring()
    {
        await using var host = await Started();
        await host.Concerns.Ring();
        await SchoolHost.Until(async () => await Sweeps(host) == 2);
        await Ended(host);
        await host.Concerns.Ring();
        await host.Poll(host.Concerns);
        var polled = await Sweeps(host);

        await Task.Delay(Pause + TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);

        Assert.Equal((3, 3), (polled, await Sweeps(host)));
    }

    private static async Task<FeedHost> Started()
    {
        var host = await FeedHost.Start(Engine.Sqlite, patience: options => options.DoorbellPause = Pause);
        host.Trust.School.Categories = [new ConcernCategory("c_1", "Neglect", null, false, SmallTrust.Morning)];
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        return host;
    }

    private static void Put(FeedHost host, string id)
    {
        host.Trust.Clock.Advance(TimeSpan.FromSeconds(1));
        host.Trust.Editor.Put(new IncidentRow
        {
            Id = id,
            Student = 0,
            OccurredAt = host.Trust.Clock.GetUtcNow().AddMinutes(-15),
            RecordedAt = host.Trust.Clock.GetUtcNow(),
            Categories = ["c_1"],
            RecordedBy = new StaffMember("u_5", "Teacher"),
        });
        host.Trust.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static Task Ended(FeedHost host) => SchoolHost.Until(async () => (await host.Concerns.Status()).UnderWay is null);

    private static async Task<int> Heard(FeedHost host) => (await host.Journal()).OfType<Concern>().Count();

    private static async Task<int> Sweeps(FeedHost host) => (await host.Concerns.Sweeps()).Length;
}
