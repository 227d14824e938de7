using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Storage;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class OutcomeTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Transitions_come_back_whole_and_in_order(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        Transition[] raised = [Raised(1), Raised(2, "p002", note: "Rang home at 10:05."), Raised(3, "p001", sequence: 2)];
        await test.Store.Commit(lease, Outcome(4, raised), Now);

        await test.Restart();
        var read = await test.Store.Transitions(Oakfield, 0, Now);

        Assert.Equivalent(raised, read, strict: true);
        Assert.Equal([3], (await test.Store.Transitions(Oakfield, 2, Now)).Select(transition => transition.Update));
    }

    [Theory, BothEngines]
    public async Task The_same_outcome_again_is_stored_once(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var outcome = Outcome(1, Raised(1), Raised(2, "p002")) with { Outbox = [Message(1)] };

        await test.Store.Commit(lease, outcome, Now);
        await test.Store.Commit(lease, outcome, Now);

        Assert.Equal(2, await test.Count("SELECT count(*) FROM transition"));
        Assert.Equal(1, await test.Count("SELECT count(*) FROM outbox"));
    }

    [Theory, BothEngines]
    public async Task An_outcome_that_doubles_a_transition_is_refused_whole(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Commit(lease, Outcome(1, Raised(1)), Now);

        var doubled = Outcome(2, Raised(2, "p002"), Raised(3)) with { Outbox = [Message(2), Message(3)] };
        await Assert.ThrowsAsync<OutcomeRefusedException>(() => test.Store.Commit(lease, doubled, Now));

        Assert.Equal([1], (await test.Store.Transitions(Oakfield, 0, Now)).Select(transition => transition.Update));
        Assert.Equal(0, await test.Count("SELECT count(*) FROM outbox"));
        Assert.Equal(1, (await test.Store.TakeOver(Oakfield, Now)).ProcessedPosition);
    }

    [Theory, BothEngines]
    public async Task A_refused_outcome_does_not_stop_the_others_of_its_commit(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var leases = await Task.WhenAll(Enumerable.Range(1, 30).Select(number => test.Store.TakeOver(new SchoolId($"s{number}"), Now)));

        var writes = leases.Index().Select(lease => test.Store.Commit(
            lease.Item, Outcome(1, lease.Index == 3 ? [Raised(1), Raised(2)] : [Raised(1)]), Now)).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([3], writes.Index().Where(write => write.Item.IsFaulted).Select(write => write.Index));
        Assert.Equal(29, await test.Count("SELECT count(*) FROM transition"));
    }

    [Theory, BothEngines]
    public async Task A_gap_in_the_update_numbers_or_in_an_alerts_sequence_is_refused(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Commit(lease, Outcome(1, Raised(1)), Now);

        await Assert.ThrowsAsync<OutcomeRefusedException>(() => test.Store.Commit(lease, Outcome(2, Raised(3, "p002")), Now));
        await Assert.ThrowsAsync<OutcomeRefusedException>(() => test.Store.Commit(lease, Outcome(2, Raised(2, sequence: 3)), Now));
        await Assert.ThrowsAsync<ArgumentException>(() => test.Store.Commit(lease, Outcome(2, Raised(2, "p002"), Raised(4, "p003")), Now));
        await Assert.ThrowsAsync<OutcomeRefusedException>(() => test.Store.Commit(lease, Outcome(0), Now));

        Assert.Equal(1, await test.Count("SELECT count(*) FROM transition"));
    }

    [Theory, BothEngines]
    public async Task What_must_be_sent_is_stored_with_its_transition_and_waits_until_it_was_sent(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        var later = Message(2) with { DueAt = Monday.AddHours(1) };
        await test.Store.Commit(lease, Outcome(1, Raised(1), Raised(2, "p002")) with { Outbox = [Message(1), later] }, Now);

        var due = await test.Store.Outbox(Monday, 10, Now);
        await test.Store.MarkSent(due[0].Key, Monday, Now);
        await test.Store.MarkSent(due[0].Key, Monday, Now);

        Assert.Equal("one alert, high", Assert.Single(due).Body.Text());
        Assert.Empty(await test.Store.Outbox(Monday, 10, Now));
        Assert.Equal([2], (await test.Store.Outbox(Monday.AddHours(1), 10, Now)).Select(row => row.Key.Update));
        await Assert.ThrowsAsync<ArgumentException>(() => test.Store.Commit(lease, Outcome(1, Raised(3, "p003")) with { Outbox = [Message(1)] }, Now));
    }

    [Theory, BothEngines]
    public async Task The_audit_trail_can_be_read_and_added_to_and_nothing_else(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var row = new AuditRow(Monday, "staff-7", "student.reveal", Oakfield, "p001", "Rang about Tuesday.");
        await test.Store.Audit(row, Now);
        await test.Store.Audit(row with { School = null, About = null }, Now);

        var trail = await test.Store.AuditTrail(0, 10, Now);

        Assert.Equal([row, row with { School = null, About = null }], trail.Select(line => line.Row));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Execute("DELETE FROM audit"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => test.Execute("UPDATE audit SET who = 'nobody'"));
    }
}
