using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class JournalTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_was_appended_is_read_back_in_order_after_a_restart(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        for (var position = 1; position <= 3; position++)
            await test.Store.Append(lease, Entry(position), Now);

        await test.Restart();
        var read = await test.Store.All(Oakfield);

        Assert.Equal([1, 2, 3], read.Select(entry => entry.Position));
        Assert.All(read, entry => Assert.Equal(Entry(entry.Position).Body.Text(), entry.Body.Text()));
        Assert.All(read, entry => Assert.Equal(Entry(entry.Position) with { Body = default }, entry with { Body = default }));
    }

    [Theory, BothEngines]
    public async Task A_part_of_the_journal_is_after_one_position_and_up_to_another(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await Task.WhenAll(Enumerable.Range(1, 600).Select(position => test.Store.Append(lease, Entry(position), Now)));

        var read = new List<long>();
        await foreach (var entry in test.Store.Read(Oakfield, 3, 590, Now))
            read.Add(entry.Position);

        Assert.Equal(Enumerable.Range(4, 587).Select(position => (long)position), read);
    }

    [Theory, BothEngines]
    public async Task The_same_batch_again_is_told_where_it_stands_and_is_not_stored_twice(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var first = await test.Store.Append(lease, Entry(1, "page-1", "marks"), Now);
        var again = await test.Store.Append(lease, Entry(2, "page-1", "marks"), Now);
        var next = await test.Store.Append(lease, Entry(2, "page-2", "more"), Now);

        Assert.Equal(new AppendResult(1, AlreadyAppended: false), first);
        Assert.Equal(new AppendResult(1, AlreadyAppended: true), again);
        Assert.Equal(new AppendResult(2, AlreadyAppended: false), next);
        Assert.Equal(["page-1", "page-2"], (await test.Store.All(Oakfield)).Select(entry => entry.BatchKey));
    }

    [Theory, BothEngines]
    public async Task The_same_batch_sent_many_times_at_once_is_one_entry(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var results = await Task.WhenAll(Enumerable.Range(1, 50).Select(position => test.Store.Append(lease, Entry(position, "page-1", "marks"), Now)));

        Assert.Single(results, result => !result.AlreadyAppended);
        Assert.Single(results.Select(result => result.Position).Distinct());
        Assert.Single(await test.Store.All(Oakfield));
    }

    [Theory, BothEngines]
    public async Task A_batch_key_used_for_another_body_is_refused_and_not_swallowed(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1, "page-1", "marks"), Now);

        await Assert.ThrowsAsync<EntryRefusedException>(() => test.Store.Append(lease, Entry(2, "page-1", "other marks"), Now));
        await Assert.ThrowsAsync<EntryRefusedException>(() => test.Store.Append(lease, Entry(1, "page-2", "other marks"), Now));

        Assert.Single(await test.Store.All(Oakfield));
    }

    [Theory, BothEngines]
    public async Task Schools_that_write_at_the_same_time_share_commits(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var schools = Enumerable.Range(1, 100).Select(number => new SchoolId($"school-{number}")).ToList();
        var leases = await Task.WhenAll(schools.Select(school => test.Store.TakeOver(school, Now)));
        var before = test.Store.Commits;

        await Task.WhenAll(leases.SelectMany(lease => Enumerable.Range(1, 5).Select(position => test.Store.Append(lease, Entry(position), Now))));

        Assert.InRange(test.Store.Commits - before, 1, 400);
        Assert.Equal(0, test.Store.Waiting);
        Assert.Equal(500, await test.Count("SELECT count(*) FROM journal"));
        foreach (var school in schools)
            Assert.Equal([1, 2, 3, 4, 5], (await test.Store.All(school)).Select(entry => entry.Position));
    }

    [Theory, BothEngines]
    public async Task Whoever_takes_over_knows_where_the_school_stands(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var first = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(first, Entry(1), Now);
        await test.Store.Append(first, Entry(2), Now);
        await test.Store.Commit(first, Outcome(1, Raised(1), Raised(2, "p002")), Now);

        await test.Restart();
        var second = await test.Store.TakeOver(Oakfield, Now);

        Assert.Equal(new SchoolLease(Oakfield, 1, 0, 0, 0, null), first);
        Assert.Equal(new SchoolLease(Oakfield, 2, 2, 1, 2, Monday.AddMinutes(2)), second);
    }

    [Theory, BothEngines]
    public async Task A_cancelled_append_can_be_sent_again(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Store.Append(lease, Entry(1), cancelled.Token));

        await test.Store.Append(lease, Entry(1), Now);

        Assert.Single(await test.Store.All(Oakfield));
    }
}
