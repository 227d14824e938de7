using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>What an operator is told of a feed, and what an operator may have done: history, quarantine, reading again, polling now.</summary>
public sealed class OperatorsViewTests
{
    private const string Calendar = """{"type":"calendar","school":"oakfield","from":"2026-09-01","to":"2027-08-31","closed":[],"inset":[],"terms":[]}""";

    /// <summary>A day of the source, and what must be legible of it.</summary>
    public static TheoryData<string, string> BadDays { get; } = new()
    {
        { "429", "(429) until 20 Nov 10:31" },
        { "truncated", "truncated" },
        { "HTML", "web page (HTML)" },
        { "empty", "200 with nothing in it" },
        { "revoked", "marks: the permission to read this has been taken away" },
        { "nobody", "3 of 3 pupils would go from the roll at once" },
    };

    [Theory, MemberData(nameof(BadDays), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_day_leaves_the_watermark_raises_the_stale_alert_and_is_legible(string day, string words)
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Silo.Send("oakfield", Calendar);
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns, minutes: 1);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "/");
        var good = await host.Poll(host.Mis);
        var before = await IsStale(host);
        var stream = Break(host, day);

        var bad = await host.Poll(host.Mis, minutes: day == "nobody" ? 60 * 24 * 3 : 45);
        await host.Concerns.Poll();
        await host.Silo.School().Tick();

        Assert.Null(good.Trouble);
        Assert.False(before);
        Assert.Contains(words, bad.Trouble, StringComparison.Ordinal);
        Assert.Equal(Of(good, stream).Watermark, Of(bad, stream).Watermark);
        Assert.Equal(good.LastCompleteAt, bad.LastCompleteAt);
        Assert.True(await IsStale(host), "the stale alert is raised");
        var sweep = (await host.Mis.Sweeps())[0];
        Assert.Equal(("failed", bad.Trouble), (sweep.Outcome, sweep.Trouble));
    }

    [Fact]
    public async Task The_history_counts_what_each_sweep_read_and_is_bounded_and_survives()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        await host.Poll(host.Mis);
        await host.Poll(host.Mis, minutes: 1);
        await SchoolHost.Leave(host.Mis);
        var few = await host.Mis.Sweeps();
        for (var sweep = 0; sweep < SweepRecord.Most; sweep++)
            await host.Mis.Poll();
        var many = await host.Mis.Sweeps();

        Assert.Equal([3L, 2, 1], few.Select(sweep => sweep.Run));
        Assert.All(few, sweep => Assert.Equal("complete", sweep.Outcome));
        Assert.All(few, sweep => Assert.True(sweep.EndedAt >= sweep.StartedAt && sweep.Pages > 0));
        Assert.True(few[1].Changed >= 1 && few[1].Rows >= few[1].Changed);
        // The mark is read once more within the lookback, and is no news.
        Assert.Equal(0, few[0].Changed);
        Assert.Equal(SweepRecord.Most, many.Length);
        Assert.Equal(SweepRecord.Most + 3, many[0].Run);
    }

    [Fact]
    public async Task A_sweep_during_which_the_process_died_is_said_to_be_interrupted()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        await SchoolHost.Leave(host.Mis);
        await host.Amend(host.Mis, state => state.Begin(host.Trust.Clock.GetUtcNow(), [], new HashSet<string>()));

        var interrupted = (await host.Mis.Sweeps())[0];
        await host.Poll(host.Mis);
        var after = await host.Mis.Sweeps();

        Assert.Equal(("interrupted", null), (interrupted.Outcome, interrupted.EndedAt));
        Assert.Equal(["complete", "interrupted", "complete"], after.Select(sweep => sweep.Outcome));
    }

    [Fact]
    public async Task A_row_waits_with_its_reason_until_the_table_is_mended_and_it_is_read_once_more()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00002", FeedHost.Friday, "O");
        // A code of the school's own that stands for nothing, then nothing else happens for a day: no lookback reaches the row any more.
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "~~");
        var waiting = await host.Poll(host.Mis);
        var later = await host.Poll(host.Mis, minutes: 60 * 24);
        var useless = await Retried(host);
        host.Trust.School.Codes.Rename("~~", "O");
        // Not yet time to compare all marks of four weeks, which would find it too.
        var unasked = await host.Poll(host.Mis, minutes: 60 * 12);
        var mended = await Retried(host);
        var marks = (await host.Journal()).OfType<Mark>().ToList();
        await Retried(host);

        var row = Assert.Single(waiting.Quarantine);
        Assert.Equal(("marks", 1), (row.Stream, row.Count));
        Assert.Contains("attendance_code", row.Reason, StringComparison.Ordinal);
        Assert.Equal([1L, 1, 1, 0], new[] { later, useless, unasked, mended }.Select(status => Of(status, "marks").Quarantined));
        Assert.Equal(row, Assert.Single(useless.Quarantine));
        Assert.Equal(["upi00002", "upi00001"], marks.Select(mark => mark.Student.Value));
        Assert.Equal(marks.Count, (await host.Journal()).OfType<Mark>().Count());
        Assert.Equal(3, await Audited(host, "feeds.retry-quarantine"));
    }

    [Fact]
    public async Task A_row_that_the_source_has_no_more_leaves_the_quarantine_when_it_is_looked_for()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "~~");
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "I");

        var status = await host.Poll(host.Mis);

        Assert.Empty(status.Quarantine);
        Assert.Equal("I", Assert.Single((await host.Journal()).OfType<Mark>()).Code);
    }

    [Fact]
    public async Task Polled_now_it_answers_at_once_says_how_far_it_is_and_a_second_press_begins_nothing()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        var reached = new TaskCompletionSource();
        using var go = new SemaphoreSlim(0);
        host.Trust.Wonde.Faults.Next(request => request.Resource.StartsWith("behaviours", StringComparison.Ordinal), new Fault.Meanwhile(() =>
        {
            reached.TrySetResult();
            go.Wait(TimeSpan.FromSeconds(4));
        }));

        await host.Mis.Start();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var during = await host.Mis.Start();
        var running = await host.Mis.Sweeps();
        go.Release();
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);

        Assert.True(during.UnderWay is { Pages: > 0 }, "pages read so far are told");
        Assert.Equal("running", running[0].Outcome);
        Assert.Equal([2L, 1], (await host.Mis.Sweeps()).Select(sweep => sweep.Run));
        Assert.Null((await host.Mis.Status()).Trouble);
    }

    [Fact]
    public async Task A_loss_that_is_meant_ends_the_trouble_and_what_is_given_back_and_taken_again_is_trouble_again()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.MissingScopes.Add("behaviour.read");
        var lost = await host.Poll(host.Mis);
        await host.Mis.AcceptLoss("roll", "sam");
        await host.Mis.AcceptLoss("behaviours", "sam");
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);
        var meant = await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.MissingScopes.Remove("behaviour.read");
        var back = await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.MissingScopes.Add("behaviour.read");
        var again = await host.Poll(host.Mis);

        Assert.Contains("behaviours", lost.Trouble, StringComparison.Ordinal);
        Assert.True(Of(lost, "behaviours").IsLost);
        Assert.Equal((null, "NotPermitted", false), (meant.Trouble, Of(meant, "behaviours").Coverage, Of(meant, "behaviours").IsLost));
        Assert.Null(back.Trouble);
        Assert.Contains("behaviours", again.Trouble, StringComparison.Ordinal);
        Assert.Equal(1, await Audited(host, "feeds.accept-loss"));
    }

    private static string Break(FeedHost host, string day)
    {
        var faults = host.Trust.Wonde.Faults;
        Fault? fault = day switch
        {
            "429" => Fault.TooManyRequests(25 * 60),
            "truncated" => new Fault.Truncate(),
            "HTML" => new Fault.Html(),
            "empty" => new Fault.Refuse(200, ""),
            _ => null,
        };
        if (fault is not null)
            faults.Next(request => request.Resource.StartsWith("attendance/session", StringComparison.Ordinal), fault, times: 99);
        if (day == "revoked")
            faults.MissingScopes.Add("attendance.read");
        if (day == "nobody")
            faults.Next(request => request.Resource is "students" or "students-leaver", new Fault.Refuse(200, """{"data":[]}"""), times: int.MaxValue);
        return day == "nobody" ? "roll" : "marks";
    }

    private static async Task<FeedStatus> Retried(FeedHost host)
    {
        await host.Mis.RetryQuarantine("sam");
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);
        await host.Silo.Quiet();
        return await host.Mis.Status();
    }

    private static async Task<bool> IsStale(FeedHost host) =>
        (await host.Silo.Quiet()).Alerts.Any(alert => alert.Key.Rule.Value == "TRU-05");

    private static StreamStatus Of(FeedStatus status, string stream) => status.Streams.Single(each => each.Stream == stream);

    private static Task<long> Audited(FeedHost host, string what) => host.Store.Count($"SELECT COUNT(*) FROM audit WHERE what = '{what}'");
}
