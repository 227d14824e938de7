using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>What was so before we came is listed and asks nobody, also where a source or the first file comes later than the others.</summary>
public sealed class PriorObservationsTests
{
    private const string Calendar = """{"type":"calendar","school":"oakfield","from":"2026-09-01","to":"2027-08-31","closed":[],"inset":[],"terms":[]}""";

    [Theory, BothEngines]
    public async Task The_first_import_of_concerns_is_listed_as_pre_existing_and_the_next_one_is_news(Engine engine)
    {
        await using var host = await FeedHost.Start(engine);
        await host.Silo.Send("oakfield", Calendar);
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        var import = host.Silo.Cluster.Client.GetGrain<IConcernImportGrain>("oakfield");

        await import.Import(File("1,1,20/11/2026 08:10,Sexual disclosure"));
        await host.Silo.Quiet();
        var first = await host.Silo.Told();
        await SchoolHost.Leave(host.Silo.School());
        host.Trust.Clock.Advance(TimeSpan.FromMinutes(1));
        await import.Import(File("2,2,20/11/2026 08:20,Sexual disclosure"));
        var board = await host.Silo.Quiet();
        var second = (await host.Silo.Told()).Skip(first.Count);

        Assert.Equal(Cause.Baseline, Assert.Single(first, row => row.Alert.Rule.Value == "SG-01").Cause);
        Assert.Equal(Cause.Observation, Assert.Single(second, row => row.Alert.Rule.Value == "SG-01").Cause);
        Assert.Equal([("upi00001", true), ("upi00002", false)], Disclosures(board));
    }

    [Fact]
    public async Task A_source_that_joins_later_brings_what_was_so_before_as_pre_existing_and_keeps_nothing_else_back()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Silo.School().BeginBaseline(["mis"]);
        await host.Silo.Send("oakfield", Calendar);
        await host.Poll(host.Mis);
        host.Trust.Editor.Put(Incident("i_1", 0));
        var pushed = Story.Concern("c9", "upi00003", "2026-11-20T09:05:00Z", "disclosure-sexual", 4, "2026-11-20T09:06:00Z");

        await host.Silo.Send("oakfield", pushed);
        await host.Poll(host.Concerns);
        host.Trust.Editor.Put(Incident("i_2", 1));
        await host.Poll(host.Concerns);

        Assert.Equal([("upi00001", true), ("upi00002", false), ("upi00003", false)], Disclosures(await host.Silo.Quiet()));
    }

    [Fact]
    public async Task The_board_says_when_concerns_were_imported_last_and_is_stale_only_where_the_school_has_said_how_often_it_exports()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Silo.Send("oakfield", Calendar);
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        var import = host.Silo.Cluster.Client.GetGrain<IConcernImportGrain>("oakfield");
        var file = File("1,1,20/11/2026 08:10,Neglect");
        await import.Import(file);
        var imported = (await import.State()).LastImportedAt;
        host.Trust.Clock.Advance(TimeSpan.FromDays(3));
        await import.Import(file);
        await SchoolHost.Leave(import);
        await import.Settle();
        var patient = await Stale(host, days: 17);
        var published = await host.Silo.School().PublishRules(new PublishRulesRequest(
            new RuleChanges { Thresholds = ImmutableDictionary<string, string>.Empty.Add("TRU-05:ImportStaleDays", "8") }, null, 0, "lead", "We export weekly.", "command-1"));
        var stale = await Stale(host, days: 1);
        await import.Import(File("1,1,20/11/2026 08:10,Neglect\n2,2,08/12/2026,Neglect"));
        var fresh = await Stale(host, days: 0);

        var feed = (await host.Silo.Quiet()).Freshness.Feeds.Single(each => each.Feed == FeedWatch.ImportedConcerns);
        Assert.True(feed.LastCompleteAt > imported);
        Assert.NotNull(published.Published);
        Assert.Equal((false, true, false), (patient, stale, fresh));
    }

    private static async Task<bool> Stale(FeedHost host, int days)
    {
        host.Trust.Clock.Advance(TimeSpan.FromDays(days));
        host.Trust.Editor.Mark("upi00001", new(DateOnly.FromDateTime(host.Trust.Clock.GetUtcNow().Date), Domain.Windows.Session.AM), "/");
        await host.Poll(host.Mis, minutes: 1);
        await host.Poll(host.Concerns, minutes: 1);
        await host.Silo.School().Tick();
        return (await host.Silo.Quiet()).Alerts.Any(alert => alert.Key.Rule.Value == "TRU-05");
    }

    private static ConcernFile File(string rows) => new(System.Text.Encoding.UTF8.GetBytes("id,student id,date,category\n" + rows));

    private static IncidentRow Incident(string id, int student) => new()
    {
        Id = id,
        Student = student,
        OccurredAt = SmallTrust.Morning,
        RecordedAt = SmallTrust.Morning,
        Severity = 4,
        Categories = [],
        RecordedBy = new StaffMember("s_1", "Teacher"),
    };

    private static IEnumerable<(string, bool)> Disclosures(BoardView board) => board.Alerts.Where(alert => alert.Key.Rule.Value == "SG-01")
        .Select(alert => (alert.Key.Subject.Student!.Value.Value, alert.PreExisting)).OrderBy(each => each.Value);
}
