using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class OwnershipTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_owner_who_was_replaced_writes_nothing(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var old = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(old, Entry(1), Now);
        var current = await test.Store.TakeOver(Oakfield, Now);

        await Assert.ThrowsAsync<StaleOwnerException>(() => test.Store.Append(old, Entry(2), Now));
        await Assert.ThrowsAsync<StaleOwnerException>(() => test.Store.Commit(old, Outcome(1, Raised(1)), Now));

        Assert.Single(await test.Store.All(Oakfield));
        Assert.Empty(await test.Store.Transitions(Oakfield, 0, Now));
        Assert.Equal(1, current.LastPosition);
        Assert.Equal(0, (await test.Store.TakeOver(Oakfield, Now)).ProcessedPosition);
    }

    [Theory, BothEngines]
    public async Task A_stale_owner_does_not_stop_the_others_of_its_commit(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var leases = await Task.WhenAll(Enumerable.Range(1, 40).Select(number => test.Store.TakeOver(new SchoolId($"s{number}"), Now)));
        await test.Store.TakeOver(leases[7].School, Now);

        var writes = leases.Select(lease => test.Store.Append(lease, Entry(1), Now)).Concat<Task>(
            leases.Select(lease => test.Store.Commit(lease, Outcome(0, Raised(1)), Now))).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([7, 47], writes.Index().Where(write => write.Item.IsFaulted).Select(write => write.Index));
        Assert.Equal(39, await test.Count("SELECT count(*) FROM journal"));
        Assert.Equal(39, await test.Count("SELECT count(*) FROM transition"));
    }

    [Theory, BothEngines]
    public async Task Two_silos_that_both_believe_they_own_a_school_never_both_write(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var other = test.New();
        var acknowledged = new List<(long Fence, long Position)>();
        var ended = 0;

        async Task Owner(SchoolStore store)
        {
            for (var turn = 0; turn < 20; turn++)
            {
                var lease = await store.TakeOver(Oakfield, Now);
                try
                {
                    for (var position = lease.LastPosition + 1; ; position++)
                    {
                        var result = await store.Append(lease, Entry(position, $"{lease.Fence}-{position}"), Now);
                        lock (acknowledged)
                            acknowledged.Add((lease.Fence, result.Position));
                        if (Volatile.Read(ref ended) > 0 || position > lease.LastPosition + 20)
                            break;
                    }
                }
                catch (StaleOwnerException)
                {
                    // The other silo took over: that is what this test is about.
                }
            }

            Interlocked.Increment(ref ended);
        }

        await Task.WhenAll(Owner(test.Store), Owner(other));

        var journal = await test.Store.All(Oakfield);
        Assert.Equal(acknowledged.Order().Select(entry => entry.Position), acknowledged.Select(entry => entry.Position).Order());
        Assert.Subset(journal.Select(entry => entry.BatchKey).ToHashSet(), acknowledged.Select(entry => $"{entry.Fence}-{entry.Position}").ToHashSet());
        Assert.Equal(journal.Select(entry => long.Parse(entry.BatchKey.Split('-')[0], null)).Order(), journal.Select(entry => long.Parse(entry.BatchKey.Split('-')[0], null)));
    }
}
