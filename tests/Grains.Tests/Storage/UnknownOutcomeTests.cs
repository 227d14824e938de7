using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>The store does it and then reports a time-out: fault R6.</summary>
public sealed class UnknownOutcomeTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_write_whose_answer_was_lost_is_found_and_not_doubled(Engine engine)
    {
        await using var test = await TestStore.Open(engine, options => options.Patience = TimeSpan.FromSeconds(30));
        var forgetful = default(ForgetfulWriter);
        await using var store = test.NewWith(writer => forgetful = new ForgetfulWriter(writer));
        var leases = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => store.TakeOver(new SchoolId($"s{number}"), Now)));

        await Task.WhenAll(leases.Select(async lease =>
        {
            for (var turn = 1; turn <= 10; turn++)
            {
                Assert.Equal(new AppendResult(turn, AlreadyAppended: false), await store.Append(lease, Entry(turn), Now));
                await store.Commit(lease, Outcome(turn, Raised(turn, $"p{turn}")) with { Outbox = [Message(turn)] }, Now);
            }
        }));

        Assert.True(forgetful!.Forgotten > 5, $"Only {forgetful.Forgotten} answers were lost.");
        Assert.Equal(80, await test.Count("SELECT count(*) FROM journal"));
        Assert.Equal(80, await test.Count("SELECT count(*) FROM transition"));
        Assert.Equal(80, await test.Count("SELECT count(*) FROM outbox"));
        Assert.Equal(80, await test.Count("SELECT sum(last_update) FROM school"));
    }

    [Theory, BothEngines]
    public async Task A_caller_who_was_refused_may_send_the_same_again(Engine engine)
    {
        await using var test = await TestStore.Open(engine, options => options.Patience = TimeSpan.FromMilliseconds(100));
        await using var store = test.NewWith(writer => new ForgetfulWriter(writer) { ForgetsAll = true });
        var lease = await store.TakeOver(Oakfield, Now);

        await Assert.ThrowsAsync<StorageBehindException>(() => store.Append(lease, Entry(1), Now));
        await Assert.ThrowsAsync<StorageBehindException>(() => store.Commit(lease, Outcome(1, Raised(1)), Now));
        var again = await test.Store.Append(lease, Entry(2, "batch-1", Entry(1).Body.Text()), Now);
        await test.Store.Commit(lease, Outcome(1, Raised(1)), Now);

        Assert.Equal(new AppendResult(1, AlreadyAppended: true), again);
        Assert.Single(await store.All(Oakfield));
        Assert.Single(await store.Transitions(Oakfield, 0, Now));
    }

    /// <summary>Writes, and then says that it could not; sometimes it really could not.</summary>
    private sealed class ForgetfulWriter(IGroupWriter writer) : IGroupWriter
    {
        private readonly Random _random = new(20260914);

        public int Forgotten { get; private set; }

        public bool ForgetsAll { get; init; }

        public async Task<HashSet<PendingWrite>> Write(Group group, CancellationToken cancellation)
        {
            var luck = _random.Next(10);
            if (luck == 0 && !ForgetsAll)
                throw new TimeoutException("It did not even begin.");
            var stored = await writer.Write(group, cancellation);
            if (!ForgetsAll && luck > 3)
                return stored;
            Forgotten++;
            throw new TimeoutException("It is done, but nobody knows.");
        }

        public bool IsRefusal(Exception failure) => writer.IsRefusal(failure);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
