using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>A school's rule book while the school runs: published, durable, and without harm to what is open.</summary>
public sealed class RulebookTests
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly RuleId Warning = new("ATT-04w");

    [Theory, BothEngines]
    public async Task A_published_edition_is_in_effect_at_once_and_after_every_activation_has_left(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.Send("oakfield", [Story.Calendar(), Story.Pupil("p001"), Story.Pupil("p002"), .. Absences("p001", 5)]);
        Assert.DoesNotContain(await host.Told(), told => told.Alert.Rule == Warning);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var answer = await Publish(host, Number("ATT-04w:Sessions", "5"), 0, "command-1");
        await host.Quiet();

        Assert.Equal((1, "lead-1", "Agreed with governors."), (answer.Published!.Number, answer.Published.Author, answer.Published.Reason));
        var found = Assert.Single(await host.Told(), told => told.Alert.Rule == Warning);
        Assert.Equal((Cause.Baseline, 1, "Already so when edition 1 of the rules came into force."), (found.Cause, found.Edition, found.Note));
        Assert.True(Assert.Single((await host.Quiet()).Alerts, alert => alert.Key.Rule == Warning).PreExisting);

        await LeaveAll(host);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Send("oakfield", [.. Absences("p002", 5)]);

        var news = Assert.Single(await host.Told(), told => told.Alert.Rule == Warning && told.Alert.Subject.Student == new StudentId("p002"));
        Assert.Equal((Cause.Observation, 1), (news.Cause, news.Edition));
        Assert.Equal([0, 1], (await host.School().Rules()).Select(edition => edition.Number));
    }

    [Theory, BothEngines]
    public async Task An_open_alert_keeps_its_rules_through_restarts_until_it_ends(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using (var host = await SchoolHost.Start(test, Monday, options => options.CheckpointBytes = 1 << 12))
        {
            await host.Send("oakfield", [Story.Calendar(), Story.Pupil("p001"), .. Absences("p001", 7)]);
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Publish(host, Number("ATT-04w:Sessions", "9"), 0, "command-1");
            await host.Quiet();
            await LeaveAll(host);
            Assert.Equal(AlertState.Firing, Assert.Single((await host.School().Board()).Alerts, alert => alert.Key.Rule == Warning).State);
        }

        await using (var host = await SchoolHost.Start(test, Monday.AddDays(1)))
        {
            var fired = (await host.Student("p001").Case(host.Clock.GetUtcNow()))!.Verdicts.Single(finding => finding.Rule == Warning);
            Assert.Equal((true, 0), (fired.Open is not null, fired.Edition));

            await host.School().Ingest(new IngestBatch("corrected", null, [Story.Read(Story.Mark("p001", "2026-09-07", "AM", "I"))]));
            await host.Quiet();

            Assert.Equal([(AlertState.Firing, 0), (AlertState.Retracted, 0)], (await host.Told()).Where(told => told.Alert.Rule == Warning).Select(told => (told.To, told.Edition)));
            var quiet = (await host.Student("p001").Case(host.Clock.GetUtcNow()))!.Verdicts.Single(finding => finding.Rule == Warning);
            Assert.Contains("6 of 9", Assert.IsType<Quiet>(quiet.Verdict).Reason, StringComparison.Ordinal);
        }
    }

    [Theory, BothEngines]
    public async Task An_edition_for_later_waits_for_its_midnight_and_tells_what_the_replay_of_the_journal_tells(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        string[] before = [Story.Calendar(receivedAt: "2026-09-21T09:00:00Z"), Story.Pupil("p001", receivedAt: "2026-09-21T09:00:00Z"), .. Absences("p001", 5, "2026-09-21T09:00:00Z")];
        string[] after = [.. Absences("p001", 7, "2026-09-23T09:00:00Z").Skip(5)];
        await host.Send("oakfield", before);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Publish(host, Number("ATT-04w:Sessions", "5"), 0, "command-1", new DateOnly(2026, 9, 23));
        await host.Quiet();
        Assert.DoesNotContain(await host.Told(), told => told.Alert.Rule == Warning);

        host.Clock.AdjustTime(new(2026, 9, 23, 9, 0, 0, TimeSpan.Zero));
        await host.Send("oakfield", after);

        var found = Assert.Single(await host.Told(), told => told.Alert.Rule == Warning);
        Assert.Equal((Cause.Baseline, new DateTimeOffset(2026, 9, 22, 23, 0, 0, TimeSpan.Zero)), (found.Cause, found.At));
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', before.Concat(after))));
        var replayed = Replay.Run(file, new ReplayOptions { Rules = RuleEditions.Of(await host.School().Rules()) }).Transitions;
        Assert.Equal(Story.Text(Assert.Single(replayed, told => told.Alert.Rule == Warning))[2..], Story.Text(found)[2..]);
    }

    [Theory, BothEngines]
    public async Task Who_changed_what_from_what_to_what_is_in_the_audit_and_the_same_command_twice_is_one_edition(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);

        var first = await Publish(host, Number("ATT-04w:Sessions", "5"), 0, "command-1");
        await SchoolHost.Leave(host.School());
        var again = await Publish(host, Number("ATT-04w:Sessions", "5"), 0, "command-1");
        var late = await Publish(host, Number("ATT-04w:Sessions", "6"), 0, "command-2");

        Assert.Equal((first.Published!.Number, 1), (again.Published!.Number, (await host.School().Rules()).Length - 1));
        Assert.True(late.Overtaken);
        var (_, line) = Assert.Single(await test.Store.AuditTrail(0, 10, CancellationToken.None));
        Assert.Equal(("lead-1", "rules.publish", "Agreed with governors."), (line.Who, line.What, line.Why));
        Assert.Equal("edition 1 from 2026-09-21: ATT-04w:Sessions 7 → 5", line.About);
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_is_refused_by_key_and_nothing_is_written(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);

        var law = await Publish(host, Number("ATT-04:Sessions", "12"), 0, "command-1");
        var past = await Publish(host, Number("SG-02:Days", "21"), 0, "command-2", new DateOnly(2026, 9, 20));
        var same = await Publish(host, Number("SG-02:Days", "28"), 0, "command-3");

        Assert.Equal(["ATT-04:Sessions"], law.Troubles.Keys);
        Assert.Equal("must not be before 2026-09-21", past.Troubles["inForceFrom"]);
        Assert.Equal("nothing would change", same.Troubles["changes"]);
        Assert.Equal(0, await test.Count("SELECT count(*) FROM journal"));
    }

    [Theory, BothEngines]
    public async Task What_is_configured_is_recorded_when_it_changes_and_only_then(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        var configured = new ConfiguredRules { Everywhere = Number("SG-02:Days", "21"), Schools = ImmutableDictionary<SchoolId, RuleChanges>.Empty.Add(new("oakfield"), Number("ATT-04w:Sessions", "5")) };
        await using (var host = await SchoolHost.Start(test, Monday, configured: configured))
        {
            await host.Send("oakfield", [Story.Calendar(), Story.Pupil("p001"), .. Absences("p001", 5)]);
            Assert.Equal((Cause.Observation, 1), Assert.Single((await host.Told()).Where(told => told.Alert.Rule == Warning).Select(told => (told.Cause, told.Edition))));
            await LeaveAll(host);
            Assert.Equal(2, (await host.School().Rules()).Length);
            Assert.Equal("21", (await host.School("elmwood").Rules()).Last().Changes.Thresholds["SG-02:Days"]);
        }

        await using (var host = await SchoolHost.Start(test, Monday.AddDays(1)))
        {
            var editions = RuleEditions.Of(await host.School().Rules());
            Assert.Equal(["ATT-04w:Sessions 5 → 7", "SG-02:Days 21 → 28"], editions.ChangesOf(2).Select(each => each.ToString()));
            Assert.Single((await host.Quiet()).Alerts, alert => alert.Key.Rule == Warning && alert.Edition == 1);
        }
    }

    private static async Task LeaveAll(SchoolHost host)
    {
        await SchoolHost.Leave(host.Student("p001"));
        await SchoolHost.Leave(host.Student("p002"));
        await SchoolHost.Leave(host.School());
    }

    private static Task<PublishRulesAnswer> Publish(SchoolHost host, RuleChanges changes, int basedOn, string command, DateOnly? from = null) =>
        host.School().PublishRules(new PublishRulesRequest(changes, from, basedOn, "lead-1", "Agreed with governors.", command));

    private static RuleChanges Number(string key, string value) => new() { Thresholds = ImmutableDictionary<string, string>.Empty.Add(key, value) };

    private static IEnumerable<string> Absences(string student, int sessions, string? receivedAt = null) => new[] { "07", "08", "09", "10", "11" }
        .SelectMany(day => new[] { Story.Mark(student, $"2026-09-{day}", "AM", "O", receivedAt), Story.Mark(student, $"2026-09-{day}", "PM", "O", receivedAt) }).Take(sessions);
}
