using System.Collections.Immutable;
using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Retention;

/// <summary>What is past its period is shown, disposed of and certified; a hold stops it; what stays reads as before.</summary>
public sealed class RetentionTests
{
    private const string Lead = "staff-1";
    private static readonly DateTimeOffset Then = new(2025, 6, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Today = new(2026, 9, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly SchoolId Oakfield = new("oakfield");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_was_shown_is_gone_from_memory_journal_alerts_and_decisions_and_the_rest_is_as_it_was(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await TwoYears(test);

        var preview = await Retention(host).Preview(Lead);
        var answer = await Retention(host).Dispose(new DisposalRequest(preview.Fingerprint, Lead, "Yearly disposal."));

        Assert.Equal("gone", Assert.Single(preview.Pupils).Student.Value);
        Assert.Equal((DisposalOutcome.Done, false, 1), (answer.Outcome, preview.IsStopped, preview.Waiting));
        Assert.Equal(["concerns 3", "alerts 1", "decisions 2", "pupils 1"], preview.Counts.Select(count => $"{count.Line} {count.Count}"));
        Assert.Equal(preview.Counts, answer.Certificate!.Counts);
        Assert.Null(await host.School().Remember(new StudentId("gone")));
        Assert.Equal(["c-new"], await Concerns(host, "stays"));
        Assert.Equal(["b"], (await Decisions(host, "stays").All()).Select(decision => decision.Id));
        Assert.DoesNotContain("gone", await Journal(test), StringComparison.Ordinal);
        Assert.DoesNotContain("c-old", await Journal(test), StringComparison.Ordinal);
        Assert.Contains("c-new", await Journal(test), StringComparison.Ordinal);
        Assert.DoesNotContain(await host.Told(), told => told.Alert.Subject.Student == new StudentId("gone"));
        Assert.Empty((await Retention(host).Preview(Lead)).Counts);
    }

    [Theory, BothEngines]
    public async Task What_a_pupil_in_memory_still_knew_does_not_come_back_with_the_next_observation(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Then);
        await host.Send("oakfield", Story.Pupil("resident"), Story.Concern("c-past", "resident", "2025-06-01T09:00:00Z", "neglect", 1, "2025-06-02T09:00:00Z"));
        host.Clock.Advance(Today - host.Clock.GetUtcNow());
        await host.Send("oakfield", Story.Mark("resident", "2026-09-18", "AM", "/"));
        var before = await Concerns(host, "resident");
        await host.Send("oakfield", Story.Pupil("newest"), Story.Concern("c-newest", "newest", "2026-09-21T08:00:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));
        await SchoolHost.Leave(host.School());
        // Somebody looks at the case: the pupil's own activation has what its school remembers, and stays.
        await host.Student("resident").Case(Today);

        var answer = await Retention(host).Dispose(new DisposalRequest((await Retention(host).Preview(Lead)).Fingerprint, Lead, "Yearly disposal."));
        await host.Send("oakfield", Story.Mark("resident", "2026-09-21", "AM", "O"));

        Assert.Equal(DisposalOutcome.Done, answer.Outcome);
        Assert.Equal(["c-past"], before);
        Assert.Empty(await Concerns(host, "resident"));
    }

    [Theory, BothEngines]
    public async Task A_school_that_loses_its_checkpoint_afterwards_comes_back_from_the_journal_the_same(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        List<string> concerns, open;
        await using (var before = await TwoYears(test))
        {
            await Retention(before).Dispose(new DisposalRequest((await Retention(before).Preview(Lead)).Fingerprint, Lead, "Yearly disposal."));
            concerns = await Concerns(before, "stays");
            open = await Open(before);
        }

        await test.Execute("DELETE FROM OrleansStorage");
        await using var host = await SchoolHost.Start(test, Today);
        await host.Quiet();

        Assert.Equal(concerns, await Concerns(host, "stays"));
        Assert.Equal(open, await Open(host));
        Assert.Null(await host.School().Remember(new StudentId("gone")));
        // Under a key of its own: this host begins to count what it sends anew.
        string[] news = [Story.Pupil("newcomer"), Story.Concern("c9", "stays", "2026-09-21T08:00:00Z", "weapon", 4, "2026-09-21T09:00:00Z")];
        await host.School().Ingest(new IngestBatch("after the loss", null, [.. news.Select(Story.Read)]));
        await host.Quiet();
        Assert.Equal(open.Count + 1, (await Open(host)).Count);
    }

    [Theory, BothEngines]
    public async Task A_hold_on_a_pupil_keeps_that_pupil_and_one_on_the_school_stops_everything_until_it_is_lifted(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await TwoYears(test);
        var hold = await Retention(host).Hold(new HoldRequest(new StudentId("gone"), Lead, "A claim was announced."));
        var whole = await Retention(host).Hold(new HoldRequest(null, Lead, "The public inquiry."));
        var stopped = await Retention(host).Preview(Lead);
        var refused = await Retention(host).Dispose(new DisposalRequest(stopped.Fingerprint, Lead, "Yearly disposal."));

        Assert.True(await Retention(host).Lift(new LiftRequest(whole!.Id, Lead, "It is over.")));
        Assert.False(await Retention(host).Lift(new LiftRequest(whole.Id, Lead, "It is over.")));
        var held = await Retention(host).Preview(Lead);
        var done = await Retention(host).Dispose(new DisposalRequest(held.Fingerprint, Lead, "Yearly disposal."));
        var kept = await Journal(test);
        await Retention(host).Lift(new LiftRequest(hold!.Id, Lead, "Settled."));
        var after = await Retention(host).Preview(Lead);

        Assert.Null(await Retention(host).Hold(new HoldRequest(new StudentId("nobody"), Lead, "x")));
        Assert.Equal((true, DisposalOutcome.Nothing), (stopped.IsStopped, refused.Outcome));
        Assert.Equal((DisposalOutcome.Done, 1), (done.Outcome, done.Certificate!.Held));
        Assert.Empty(held.Pupils);
        Assert.Contains("gone", kept, StringComparison.Ordinal);
        Assert.NotNull(await host.School().Remember(new StudentId("gone")));
        Assert.Single(await Decisions(host, "gone", all: true, test));
        Assert.Equal("gone", Assert.Single(after.Pupils).Student.Value);
    }

    [Theory, BothEngines]
    public async Task What_has_changed_since_it_was_shown_is_looked_at_again_first(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await TwoYears(test);
        var preview = await Retention(host).Preview(Lead);
        await host.Send("oakfield", Leaver("another"));

        var answer = await Retention(host).Dispose(new DisposalRequest(preview.Fingerprint, Lead, "Yearly disposal."));

        Assert.Equal(DisposalOutcome.Changed, answer.Outcome);
        Assert.NotNull(await host.School().Remember(new StudentId("gone")));
    }

    [Theory, BothEngines]
    public async Task Each_step_is_in_the_audit_and_neither_it_nor_the_certificate_names_a_pupil(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await TwoYears(test);
        var preview = await Retention(host).Preview(Lead);
        await Retention(host).Dispose(new DisposalRequest(preview.Fingerprint, Lead, "Yearly disposal."));
        await Retention(host).Hold(new HoldRequest(new StudentId("stays"), Lead, "A claim was announced."));

        var rows = (await test.Store.AuditTrail(0, 100, Now)).Select(line => line.Row).Where(row => row.What.StartsWith("retention.", StringComparison.Ordinal)).ToList();
        var certificate = Assert.Single((await Retention(host).Overview()).Certificates);

        Assert.Equal(["retention.preview", "retention.dispose", "retention.disposed", "retention.hold"], rows.Select(row => row.What));
        Assert.Equal(("concerns 3, alerts 1, decisions 2, pupils 1", certificate.Id), (rows[2].Why, rows[2].About));
        Assert.All(rows[..3], row => Assert.DoesNotContain("gone", $"{row.About} {row.Why}", StringComparison.Ordinal));
        Assert.Equal("retention.hold", Assert.Single(await test.Store.FindAudit(new AuditSearch([Oakfield], null, "retention.hold", "stays", null, null, null, 10), Now)).Row.What);
        Assert.Equal((Lead, "Yearly disposal.", Today), (certificate.By, certificate.Reason, certificate.At));
    }

    [Fact]
    public async Task When_the_audit_cannot_be_written_nothing_is_disposed_of()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        await using var host = await TwoYears(test);
        var preview = await Retention(host).Preview(Lead);
        await test.Execute("ALTER TABLE audit RENAME TO gone");

        await Assert.ThrowsAsync<AuditBehindException>(() => Retention(host).Dispose(new DisposalRequest(preview.Fingerprint, Lead, "Yearly disposal.")));

        Assert.NotNull(await host.School().Remember(new StudentId("gone")));
        Assert.Contains("gone", await Journal(test), StringComparison.Ordinal);
    }

    // A leaver with a concern, an alert that is over and a decision; a leaver whose alert is open; a pupil with something old and something new of each.
    private static async Task<SchoolHost> TwoYears(TestStore test)
    {
        var host = await SchoolHost.Start(test, Then);
        await host.Send(
            "oakfield", Story.Pupil("stays", receivedAt: "2025-06-02T09:00:00Z"), Story.Pupil("gone"), Story.Pupil("open"),
            Story.Concern("c-old", "stays", "2025-06-01T09:00:00Z", "neglect", 1, "2025-06-02T09:00:00Z"),
            Story.Concern("c-gone", "gone", "2025-06-01T09:00:00Z", "weapon", 4, "2025-06-02T09:00:00Z"),
            Story.Concern("c-open", "open", "2025-06-01T09:00:00Z", "weapon", 4, "2025-06-02T09:00:00Z"));
        await Decisions(host, "stays").Record(Decision("a"));
        await Decisions(host, "gone").Record(Decision("a"));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Send("oakfield", Story.Action("act-gone", "c-gone", "2025-06-02T10:00:00Z"));
        await host.Send("oakfield", Leaver("gone"), Leaver("open"));
        host.Clock.Advance(Today - host.Clock.GetUtcNow());
        await Decisions(host, "stays").Record(Decision("b"));
        await host.Send("oakfield", Story.Concern("c-new", "stays", "2026-09-18T09:00:00Z", "neglect", 1, "2026-09-21T09:00:00Z"));
        // The newest change of a board stays whatever it is about, so that the next one has its number: this one is nobody's whose period is over.
        await host.Send("oakfield", Story.Pupil("newer"), Story.Concern("c-newer", "newer", "2026-09-21T08:00:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));
        await SchoolHost.Leave(host.School());
        return host;
    }

    private static string Leaver(string student) => Story.Pupil(student).Replace("\"left\":null", "\"left\":\"2025-06-30\"", StringComparison.Ordinal);

    private static CaseDecision Decision(string id) => new(id, default, Lead, "A. Lead", "No referral", "The family is known.", OfConcerns: true);

    private static IRetentionGrain Retention(SchoolHost host) => host.Cluster.Client.GetGrain<IRetentionGrain>("oakfield");

    private static ICaseDecisionsGrain Decisions(SchoolHost host, string student) => host.Cluster.Client.GetGrain<ICaseDecisionsGrain>($"oakfield/{student}");

    // What is kept, also where the case does not show it any more.
    private static async Task<ImmutableArray<CaseDecision>> Decisions(SchoolHost host, string student, bool all, TestStore test) => all
        ? (await new DecisionStore(test.Source, test.Keys).Read(Oakfield, new StudentId(student), Now)).Decisions
        : await Decisions(host, student).All();

    private static async Task<List<string>> Concerns(SchoolHost host, string student) =>
        [.. (await host.School().Remember(new StudentId(student)))!.Value.Chronology.File.Concerns.Select(concern => concern.Id)];

    private static async Task<List<string>> Open(SchoolHost host) => [.. (await host.School().Board()).Alerts.Select(alert => alert.Key.Text).Order(StringComparer.Ordinal)];

    private static async Task<string> Journal(TestStore test)
    {
        var text = new StringBuilder();
        foreach (var entry in await test.Store.All(Oakfield))
            text.AppendLine(Encoding.UTF8.GetString(entry.Body.Span));
        return text.ToString();
    }
}
