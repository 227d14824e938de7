using RiskMonitor.Connectors;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A sweep that read rows and understood none of them: it ended, and nothing is known of what it read.</summary>
public sealed class BlindSweepTests
{
    private const string Calendar = """{"type":"calendar","school":"oakfield","from":"2026-09-01","to":"2027-08-31","closed":[],"inset":[],"terms":[]}""";

    [Fact]
    public async Task When_every_row_was_set_aside_the_feed_is_in_trouble_and_stale_until_a_row_is_understood()
    {
        await using var host = await Start();
        var good = await host.Poll(host.Mis);
        foreach (var number in Enumerable.Range(1, 3))
            host.Trust.Editor.Mark($"upi0000{number}", FeedHost.Friday, "~~");

        var blind = await host.Poll(host.Mis);
        var quiet = await host.Poll(host.Mis, minutes: 60 * 3);
        await host.Concerns.Poll();
        await host.Silo.School().Tick();
        var stale = await IsStale(host);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        var seeing = await host.Poll(host.Mis);

        Assert.Null(good.Trouble);
        Assert.StartsWith($"Every row of the last sweep was set aside: marks (3 rows: {Assert.Single(blind.Quarantine).Reason.TrimEnd('.')}).", blind.Trouble, StringComparison.Ordinal);
        Assert.True(Marks(blind).Watermark > Marks(good).Watermark);
        Assert.Equal((good.LastCompleteAt, blind.Trouble), (quiet.LastCompleteAt, quiet.Trouble));
        Assert.True(stale);
        Assert.Equal("failed", (await host.Mis.Sweeps())[1].Outcome);
        Assert.Null(seeing.Trouble);
    }

    [Fact]
    public async Task One_odd_row_by_itself_is_no_outage()
    {
        await using var host = await Start();
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00002", new(new DateOnly(2026, 11, 19), Session.AM), "~~");

        var status = await host.Poll(host.Mis, minutes: 60 * 5);

        Assert.Null(status.Trouble);
        Assert.Single(status.Quarantine);
    }

    [Fact]
    public async Task A_first_read_that_understood_nothing_is_not_complete_and_keeps_no_school_waiting()
    {
        await using var host = await Start();
        await host.Poll(host.Mis);
        foreach (var number in Enumerable.Range(1, 3))
            host.Trust.Editor.Put(Incident($"i_{number}") with { Severity = 7 });

        var blind = await host.Poll(host.Concerns);
        await host.Poll(host.Mis, minutes: 40);
        await host.Silo.School().Tick();
        var board = await host.Silo.Quiet();
        host.Trust.Editor.Put(Incident("i_1"));
        var seeing = await host.Poll(host.Concerns);

        Assert.Contains("set aside: incidents (3 rows: severity: not 1 to 4)", blind.Trouble, StringComparison.Ordinal);
        Assert.Null(blind.LastCompleteAt);
        Assert.False(board.Freshness.Baseline);
        Assert.Contains(board.Alerts, alert => alert.Key.Rule.Value == "TRU-05");
        Assert.Null(seeing.Trouble);
    }

    [Theory]
    [InlineData(2, false, false)]
    [InlineData(3, false, true)]
    [InlineData(20, true, false)]
    [InlineData(21, true, true)]
    public void Rows_that_only_lack_what_another_stream_may_bring_are_an_outage_when_they_are_many(int rows, bool mayResolve, bool isBlind)
    {
        var reading = new StreamReading(new StreamState(), from: null);
        var page = new UpstreamPage
        {
            Memory = UpstreamMemory.Empty,
            Quarantined = [.. Enumerable.Range(1, rows).Select(number => new Quarantined("exclusions", $"e_{number}", "student: unknown.") { MayResolve = mayResolve })],
        };
        reading.Next(page, SmallTrust.Morning);

        // A page that comes twice is as many rows as it was.
        reading.Next(page, SmallTrust.Morning);
        var blind = reading.After(SmallTrust.Morning, Coverage.Supplied, SmallTrust.Morning).Blind;

        Assert.Equal(isBlind ? rows : null, blind?.Rows);
    }

    [Fact]
    public void Rows_that_were_told_of_in_spite_of_an_odd_field_were_understood()
    {
        var reading = new StreamReading(new StreamState(), from: null);
        reading.Next(new UpstreamPage
        {
            Memory = UpstreamMemory.Empty,
            Records = [.. Enumerable.Range(1, 5).Select(number => new UpstreamRecord($"upi{number}", 1, [Story.Read(Story.Pupil($"upi{number}"))]) { RowId = $"A{number}" })],
            Quarantined = [.. Enumerable.Range(1, 5).Select(number => new Quarantined("roll", $"A{number}", "sen_status: neither yes nor no."))],
        }, SmallTrust.Morning);

        Assert.Null(reading.After(SmallTrust.Morning, Coverage.Supplied, SmallTrust.Morning).Blind);
    }

    private static async Task<FeedHost> Start()
    {
        var host = await FeedHost.Start(Engine.Sqlite);
        host.Trust.School.Categories = [new ConcernCategory("c_1", "Neglect", null, false, SmallTrust.Morning)];
        await host.Silo.Send("oakfield", Calendar);
        return host;
    }

    private static StreamStatus Marks(FeedStatus status) => status.Streams.Single(stream => stream.Stream == "marks");

    private static async Task<bool> IsStale(FeedHost host) =>
        (await host.Silo.Quiet()).Alerts.Any(alert => alert.Key.Rule.Value == "TRU-05");

    private static IncidentRow Incident(string id) => new()
    {
        Id = id,
        Student = 0,
        OccurredAt = SmallTrust.Morning.AddMinutes(-15),
        RecordedAt = SmallTrust.Morning,
        Categories = ["c_1"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    };
}
