using RiskMonitor.Domain.Alerts;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>The first import: nobody is paged for what was so before we came.</summary>
public sealed class BaselineTests
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 21, 9, 0, 0, TimeSpan.Zero);

    [Theory, BothEngines]
    public async Task Nothing_is_told_until_every_feed_was_read_once_then_all_of_it_as_pre_existing_and_from_then_on_as_news(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.School().BeginBaseline(["mis", "concerns"]);
        await host.School().BeginBaseline(["mis", "concerns"]);
        await host.Send("oakfield", [Story.Calendar(), Story.Pupil("p001"), Story.Pupil("p002"), .. TenAbsences()]);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.School().EndBaseline("mis");
        await SchoolHost.Leave(host.School());
        await host.Send("oakfield", Story.Concern("c1", "p001", "2026-09-21T08:30:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));
        await host.School().Tick();

        var under = await host.Quiet();
        Assert.True(under.Freshness.Baseline);
        Assert.Empty(await host.Told());

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.School().EndBaseline("concerns");
        await host.School().EndBaseline("concerns");
        await host.Quiet();
        var baseline = await host.Told();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Send("oakfield", Story.Concern("c2", "p002", "2026-09-21T08:40:00Z", "weapon", 4, "2026-09-21T09:01:00Z"));
        var news = (await host.Told()).Skip(baseline.Count).ToList();

        Assert.Superset(new HashSet<string> { "ATT-04", "SG-01" }, baseline.Select(row => row.Alert.Rule.Value).ToHashSet());
        Assert.All(baseline, row => Assert.Equal(Cause.Baseline, row.Cause));
        Assert.Equal(Cause.Observation, Assert.Single(news, row => row.Alert.Rule.Value == "SG-01").Cause);
        var board = await host.School().Board();
        Assert.False(board.Freshness.Baseline);
        Assert.Equal([("p001", true), ("p002", false)], board.Alerts.Where(alert => alert.Key.Rule.Value == "SG-01").Select(alert => (alert.Key.Subject.Student!.Value.Value, alert.PreExisting)));
    }

    [Theory, BothEngines]
    public async Task A_feed_that_joins_a_school_later_or_ends_twice_does_not_silence_it_again(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.School().BeginBaseline(["mis"]);
        await host.School().EndBaseline("mis");
        await SchoolHost.Leave(host.School());
        await host.School().BeginBaseline(["mis", "concerns"]);
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Story.Concern("c1", "p001", "2026-09-21T08:30:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));
        await host.School().EndBaseline("concerns");

        Assert.False((await host.Quiet()).Freshness.Baseline);
        Assert.Single(await host.Told(), row => row.Alert.Rule.Value == "SG-01" && row.Cause == Cause.Observation);
    }

    [Theory, BothEngines]
    public async Task A_feed_that_was_given_up_before_it_was_read_is_not_waited_for(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.School().BeginBaseline(["mis", "concerns"]);
        await host.School().EndBaseline("mis");
        await SchoolHost.Leave(host.School());
        var waiting = (await host.Quiet()).Freshness.Baseline;

        await host.School().BeginBaseline(["mis"]);
        await host.Send("oakfield", Story.Calendar(), Story.Pupil("p001"), Story.Concern("c1", "p001", "2026-09-21T08:30:00Z", "weapon", 4, "2026-09-21T09:00:00Z"));

        Assert.True(waiting);
        Assert.False((await host.Quiet()).Freshness.Baseline);
        Assert.Single(await host.Told(), row => row.Alert.Rule.Value == "SG-01" && row.Cause == Cause.Observation);
    }

    private static IEnumerable<string> TenAbsences() => new[] { "07", "08", "09", "10", "11" }
        .SelectMany(day => new[] { Story.Mark("p001", $"2026-09-{day}", "AM", "O"), Story.Mark("p001", $"2026-09-{day}", "PM", "O") });
}
