using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>What a school promises to those who send to it and to those who work on its board.</summary>
public sealed class SchoolGrainTests
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Weapon = Story.Concern("c1", "p001", "2026-09-21T08:30:00Z", "weapon", 4, "2026-09-21T09:00:00Z");

    [Theory, BothEngines]
    public async Task The_same_batch_twice_is_one_row_and_the_same_key_for_another_batch_is_refused(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var batch = new IngestBatch("register/9A/1", null, [Story.Read(Story.Pupil("p001"))]);

        var first = await host.School().Ingest(batch);
        await SchoolHost.Leave(host.School());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await host.School().Ingest(batch);

        Assert.Equal(first with { AlreadyHere = true }, again);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.School().Ingest(batch with { Observations = [Story.Read(Story.Pupil("p002"))] }));
        Assert.Equal(2, (await host.School().Ingest(batch with { BatchKey = "register/9A/2" })).Position);
        Assert.Equal(2, await test.Count("SELECT count(*) FROM journal"));
    }

    [Theory, BothEngines]
    public async Task An_acknowledgement_outlives_the_activation_and_the_same_command_is_carried_out_once(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var alert = await Raise(host);
        var request = new AlertCommandRequest(alert.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "staff-1", "Phoned home.", "command-1"));

        var first = await host.School().Carry(request);
        await SchoolHost.Leave(host.School());
        var again = await host.School().Carry(request);

        Assert.Equal((CommandResult.Done, CommandResult.Done), (first.Result, again.Result));
        var card = Assert.Single((await host.School().Board()).Alerts, card => card.Key == alert.Key);
        Assert.Equal((AlertState.Acknowledged, "staff-1", "Phoned home."), (card.State, card.AcknowledgedBy, card.Note));
        Assert.Single(await host.Told(), transition => transition.Cause == Cause.Person);
    }

    [Theory, BothEngines]
    public async Task A_critical_alert_nobody_takes_on_climbs_the_ladder_also_after_the_school_was_asleep(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday, options => options.AsksAgain = true);
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Story.Concern("c1", "p001", "2026-09-21T08:30:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));

        host.Clock.Advance(TimeSpan.FromMinutes(6));
        await host.School().Tick();
        await host.Quiet();
        var first = Assert.Single((await host.School().Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01");
        await SchoolHost.Leave(host.School());
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.School().Tick();
        await host.Quiet();
        await host.School().Carry(new AlertCommandRequest(first.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "lead", null, "c1")));
        host.Clock.Advance(TimeSpan.FromMinutes(30));
        await host.School().Tick();
        await host.Quiet();

        Assert.Equal(1, first.Step);
        Assert.Equal([1, 2], (await host.Told()).Where(step => step.Alert == first.Key && step.Kind is TransitionKind.Escalated).Select(step => step.Step!.Value));
    }

    [Theory, BothEngines]
    public async Task Of_two_people_at_once_one_takes_it_on_and_the_other_is_told_who(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var alert = await Raise(host);

        var answers = await Task.WhenAll(Enumerable.Range(1, 2).Select(person =>
            host.School().Carry(new AlertCommandRequest(alert.Key.Text, new AlertCommand(AlertVerb.Acknowledge, $"staff-{person}", null, $"command-{person}")))));
        var late = await host.School().Carry(new AlertCommandRequest("ATT-04/nobody/1", new AlertCommand(AlertVerb.Acknowledge, "staff-1", null, "command-3")));

        var winner = Assert.Single(answers, answer => answer.Result == CommandResult.Done);
        var loser = Assert.Single(answers, answer => answer.Result == CommandResult.AlreadyAcknowledged);
        Assert.Equal(winner.Alert!.AcknowledgedBy, loser.Alert!.AcknowledgedBy);
        Assert.Equal(CommandResult.NotFound, late.Result);
    }

    [Theory, BothEngines]
    public async Task Who_acknowledges_what_is_over_is_told_so(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var alert = await Raise(host);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Send("oakfield", Story.Action("a1", "c1", "2026-09-21T09:05:00Z"));

        var answer = await host.School().Carry(new AlertCommandRequest(alert.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "staff-1", null, "command-1")));

        Assert.Equal(CommandResult.NoLongerOpen, answer.Result);
        Assert.NotNull(answer.Alert!.Because);
    }

    [Theory, BothEngines]
    public async Task An_owner_that_lost_its_school_writes_nothing_and_makes_way_for_one_that_has_it(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await Raise(host);
        await test.Store.TakeOver(Given.Oakfield, TestContext.Current.CancellationToken);
        var second = new IngestBatch("second", null, [Story.Read(Story.Concern("c2", "p001", "2026-09-21T08:40:00Z", "weapon", 4, "2026-09-21T09:01:00Z"))]);

        await Assert.ThrowsAnyAsync<Exception>(() => host.School().Ingest(second));
        Assert.Equal(0, await test.Count("SELECT count(*) FROM OrleansStorage"));
        var accepted = await host.School().Ingest(second);
        await host.Quiet();

        Assert.False(accepted.AlreadyHere);
        Assert.Equal(2, await test.Count("SELECT count(*) FROM journal"));
        Assert.Equal(Enumerable.Range(1, (int)(await host.School().Board()).Update).Select(n => (long)n), (await host.Told()).Select(row => row.Update));
    }

    [Theory, BothEngines]
    public async Task An_owner_that_lost_its_school_cannot_acknowledge_and_the_same_command_then_succeeds(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var alert = await Raise(host);
        await test.Store.TakeOver(Given.Oakfield, TestContext.Current.CancellationToken);
        var request = new AlertCommandRequest(alert.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "staff-1", null, "command-1"));

        await Assert.ThrowsAsync<JournalBehindException>(() => host.School().Carry(request));

        Assert.Equal(CommandResult.Done, (await host.School().Carry(request)).Result);
        Assert.Single(await host.Told(), transition => transition.Cause == Cause.Person);
    }

    [Fact]
    public async Task Who_sends_faster_than_a_school_evaluates_is_asked_to_come_again_and_nothing_is_lost()
    {
        await using var test = await TestStore.Open(Engine.Postgres);
        await using var host = await SchoolHost.Start(test, Monday, options => options.RowsBehind = 1);
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Story.Pupil("p002"));
        var first = new IngestBatch("first", null, [Story.Read(Weapon)]);
        var second = new IngestBatch("second", null, [Story.Read(Story.Concern("c2", "p002", "2026-09-21T08:40:00Z", "weapon", 4, "2026-09-21T09:00:00Z"))]);

        // A school whose outcome cannot be stored yet is one that is slow, however fast the machine is.
        await using (var slow = await test.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var held = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = slow.CreateCommand();
            (command.Transaction, command.CommandText) = (held, "LOCK TABLE transition IN EXCLUSIVE MODE");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await host.School().Ingest(first);
            await Assert.ThrowsAsync<JournalBehindException>(() => host.School().Ingest(second));
        }

        await host.Quiet();
        await host.School().Ingest(second);
        await host.Quiet();
        Assert.Equal(3, await test.Count("SELECT count(*) FROM journal"));
        Assert.Equal(["p001", "p002"], (await host.Told()).Where(row => row.Alert.Rule.Value == "SG-01").Select(row => row.Alert.Subject.Student!.Value.Value));
    }

    [Theory, BothEngines]
    public async Task Who_watches_hears_numbered_changes_and_a_gap_can_be_asked_for(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"));
        var (ear, start) = (new Ear(), (await host.School().Board()).Update);
        var observer = host.Cluster.Client.CreateObjectReference<IBoardObserver>(ear);
        Assert.Equal(start, await host.School().Watch(observer));

        await host.Send("oakfield", Weapon);
        var update = (await host.School().Board()).Update;
        await SchoolHost.Until(() => Task.FromResult(ear.Heard.LastOrDefault()?.Update == update));
        await host.School().Unwatch(observer);
        await host.Send("oakfield", Story.Action("a1", "c1", "2026-09-21T09:00:00Z"));

        var alert = Assert.Single(ear.Heard.SelectMany(change => change.Alerts), alert => alert.Key.Rule.Value == "SG-01");
        Assert.InRange(alert.Update, start + 1, update);
        var missed = await host.School().Since(update);
        Assert.Contains(missed.Alerts, change => change.Key == alert.Key && change.State is AlertState.Resolved && change.Update > update);
        Assert.DoesNotContain(ear.Heard, change => change.Update > update);
    }

    [Theory, BothEngines]
    public async Task Who_reveals_a_pupil_is_written_down_first_and_without_that_nothing_is_shown(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await Raise(host);

        Assert.NotNull(await host.School().Reveal(new RevealRequest(new StudentId("p001"), "staff-1", "Phone the family")));
        Assert.Null(await host.School().Reveal(new RevealRequest(new StudentId("p999"), "staff-1", "Phone the family")));
        var (_, row) = Assert.Single(await test.Store.AuditTrail(0, 10, TestContext.Current.CancellationToken));
        Assert.Equal(("staff-1", "student.reveal", "p001", "Phone the family"), (row.Who, row.What, row.About, row.Why));

        await test.Execute("DROP TABLE audit");
        await Assert.ThrowsAnyAsync<Exception>(() => host.School().Reveal(new RevealRequest(new StudentId("p001"), "staff-1", "Again")));
    }

    [Theory, BothEngines]
    public async Task The_board_shows_the_same_evidence_when_the_school_comes_back(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday.AddDays(30));
        foreach (var line in Story.Rich())
        {
            if (!line.Contains("\"clock\"", StringComparison.Ordinal))
                await host.Send("oakfield", line);
        }

        var before = Shown(await host.Quiet());
        await SchoolHost.Leave(host.School());

        Assert.NotEmpty(before);
        Assert.Equal(before, Shown(await host.Quiet()));
    }

    [Fact]
    public async Task A_batch_without_a_key_is_refused_and_the_school_goes_on()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        await using var host = await SchoolHost.Start(test, Monday);
        await Raise(host);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.School().Ingest(new IngestBatch("", null, [])));

        Assert.Equal(1, await test.Count("SELECT fence FROM school"));
    }

    private static List<string> Shown(BoardView board) =>
        [.. board.Alerts.Select(alert => $"{alert.Key.Text} {alert.State} {alert.Severity} {alert.Evidence.Count} {string.Join(',', alert.Evidence.Items.Select(item => $"{item.Date} {item.Session} {item.Code} {item.Id}"))}")];

    private static async Task<AlertView> Raise(SchoolHost host)
    {
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Weapon);
        return Assert.Single((await host.School().Board()).Alerts, alert => alert.Key.Rule.Value == "SG-01");
    }

    private sealed class Ear : IBoardObserver
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<BoardChanged> heard = new();

        public IReadOnlyCollection<BoardChanged> Heard => heard;

        public Task Changed(BoardChanged change)
        {
            heard.Enqueue(change);
            return Task.CompletedTask;
        }
    }
}
