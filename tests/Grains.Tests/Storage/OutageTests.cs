using System.Diagnostics;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.TestKit;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>PostgreSQL is killed or hangs: fault R4.</summary>
public sealed class OutageTests(OutageTests.BreakableCluster cluster) : IClassFixture<OutageTests.BreakableCluster>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_dead_writes_are_refused_and_when_it_is_back_nothing_is_lost_or_doubled()
    {
        await using var test = await TestStore.Open(cluster.Postgres, options => options.Patience = TimeSpan.FromMilliseconds(300));
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var acknowledged = new List<string>();

        async Task Send(int number, CancellationToken stop)
        {
            for (var position = number; ; position += 1000)
            {
                try
                {
                    // Its body is that of the batch, wherever it is put: an attempt of which nobody was told may be there already.
                    await test.Store.Append(lease, Entry(position, $"batch-{number}", $"body {number}"), stop);
                    lock (acknowledged)
                        acknowledged.Add($"batch-{number}");
                    return;
                }
                catch (StorageBehindException)
                {
                    // What a sender does: the same batch again.
                    await Task.Delay(50, stop);
                }
            }
        }

        var sending = Enumerable.Range(1, 200).Select(number => Send(number, Now)).ToList();
        await cluster.Postgres.Kill();
        await Until(() => test.Store.Waiting == 0 || sending.All(send => send.IsCompleted));
        await Assert.ThrowsAsync<StorageBehindException>(() => test.Store.TakeOver(Oakfield, Now));
        await cluster.Postgres.Restart();
        await Task.WhenAll(sending);

        var journal = (await test.Store.All(Oakfield)).Select(entry => entry.BatchKey).ToList();
        Assert.Equal(200, acknowledged.Count);
        Assert.Equal(acknowledged.Order(), journal.Order());
        Assert.Equal(0, test.Store.Waiting);
    }

    [Fact]
    public async Task While_the_database_hangs_what_waits_is_bounded_and_the_rest_is_refused_at_once()
    {
        await using var test = await TestStore.Open(cluster.Postgres, options =>
        {
            options.QueueRows = 100;
            options.StatementTimeout = TimeSpan.FromSeconds(3);
            options.Patience = TimeSpan.FromSeconds(60);
        });
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1), Now);

        cluster.Postgres.Pause();
        var waiting = Enumerable.Range(2, 100).Select(position => test.Store.Append(lease, Entry(position), Now)).ToList();
        await Until(() => test.Store.Waiting == 100);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StorageBehindException>(() => test.Store.Append(lease, Entry(102), Now));
        await Assert.ThrowsAsync<StorageBehindException>(() => test.Store.Commit(lease, Outcome(1, Raised(1)), Now));
        var refusing = watch.Elapsed;
        cluster.Postgres.Resume();
        var results = await Task.WhenAll(waiting);

        Assert.True(refusing < TimeSpan.FromSeconds(3), $"Refusing took {refusing}.");
        // The database may have done it while we thought it had not: that is still ours, once.
        Assert.All(results, result => Assert.False(result.AlreadyAppended));
        Assert.Equal(Enumerable.Range(1, 101).Select(position => (long)position), (await test.Store.All(Oakfield)).Select(entry => entry.Position));
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Now);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }

    /// <summary>A cluster of these tests alone: the shared one must not be killed under the others.</summary>
    public sealed class BreakableCluster : IAsyncLifetime
    {
        public PrivatePostgres Postgres { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Postgres = await PrivatePostgres.Start();

        public ValueTask DisposeAsync() => Postgres.DisposeAsync();
    }
}
