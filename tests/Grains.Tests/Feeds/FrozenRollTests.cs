using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A roll from which too many would go at once stands until a person says that just that is meant; and what was said holds for that alone.</summary>
public sealed class FrozenRollTests
{
    private const int Pupils = 30;
    private const int ADay = 60 * 21;

    [Fact]
    public async Task What_a_person_says_is_meant_is_taken_in_at_once_and_is_in_the_audit()
    {
        await using var host = await Frozen();
        var shown = await Shown(host);

        var said = await host.Mis.AcceptChange(Said(shown));
        var twice = await host.Mis.AcceptChange(Said(shown));
        var after = await Quiet(host);
        var nextDay = await host.Poll(host.Mis, minutes: ADay);

        Assert.Equal((15, Pupils, false), (shown.Going, shown.Known, shown.IsAccepted));
        Assert.True(Roll(said!).Frozen!.IsAccepted && Roll(twice!).Frozen!.IsAccepted);
        Assert.Equal((null, null, null), (after.Trouble, Roll(after).Frozen, nextDay.Trouble));
        Assert.Equal(Range(1, 15), await Gone(host));
        Assert.Equal(1, await host.Store.Count("SELECT COUNT(*) FROM audit WHERE what = 'feeds.accept-change' AND who = 'sam'"));
    }

    [Fact]
    public async Task When_more_have_gone_by_then_it_is_refused_again_and_nothing_is_kept_of_what_was_said()
    {
        await using var host = await Frozen();
        var shown = await Shown(host);
        Remove(host, 16);

        await host.Mis.AcceptChange(Said(shown));
        var other = Roll(await Quiet(host)).Frozen!;
        var late = await host.Mis.AcceptChange(Said(shown));
        host.Trust.Editor.Restore(Upi(16));
        var again = Roll(await host.Poll(host.Mis)).Frozen!;

        Assert.Equal((16, Pupils, false), (other.Going, other.Known, other.IsAccepted));
        Assert.Null(late);
        // As it was shown first, and what was said of it then holds no more.
        Assert.Equal((shown.Id, false), (again.Id, again.IsAccepted));
        Assert.Empty(await Gone(host));
        Assert.Equal(1, await host.Store.Count("SELECT COUNT(*) FROM audit WHERE what = 'feeds.accept-change'"));
    }

    [Fact]
    public async Task As_many_others_are_another_change_and_so_are_those_of_a_later_day()
    {
        await using var host = await Frozen();
        var shown = await Shown(host);
        host.Trust.Editor.Restore(Upi(15));
        Remove(host, 16);

        await host.Mis.AcceptChange(Said(shown));
        var exchanged = Roll(await Quiet(host)).Frozen!;
        await host.Mis.AcceptChange(Said(exchanged));
        await Quiet(host);
        foreach (var number in Enumerable.Range(17, 8))
            Remove(host, number);
        var later = Roll(await host.Poll(host.Mis, minutes: ADay)).Frozen!;

        Assert.Equal((15, Pupils), (exchanged.Going, exchanged.Known));
        Assert.NotEqual(shown.Id, exchanged.Id);
        Assert.Equal((8, 15, false), (later.Going, later.Known, later.IsAccepted));
        Assert.Equal([.. Range(1, 14), Upi(16)], await Gone(host));
    }

    [Fact]
    public async Task What_was_said_outlives_a_bad_hour_of_the_source_and_the_process()
    {
        await using var host = await Frozen();
        host.Trust.Wonde.Faults.Next(request => request.Resource == "students", Fault.ServerError(), times: int.MaxValue);
        await host.Mis.AcceptChange(Said(await Shown(host)));
        var bad = await Quiet(host);
        await SchoolHost.Leave(host.Mis);
        host.Trust.Wonde.Faults.Clear();

        var good = await host.Poll(host.Mis);

        Assert.Contains("500", bad.Trouble, StringComparison.Ordinal);
        Assert.True(Roll(bad).Frozen!.IsAccepted);
        Assert.Null(good.Trouble);
        Assert.Equal(Range(1, 15), await Gone(host));
    }

    [Fact]
    public async Task Of_an_empty_list_nobody_can_say_that_it_is_meant()
    {
        await using var host = await Start();
        await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.Next(request => request.Resource is "students" or "students-leaver", new Fault.Refuse(200, """{"data":[]}"""), times: int.MaxValue);

        var empty = await host.Poll(host.Mis, minutes: ADay);

        Assert.Contains("30 of 30 pupils would go", empty.Trouble, StringComparison.Ordinal);
        Assert.Null(Roll(empty).Frozen);
        Assert.Null(await host.Mis.AcceptChange(new AcceptedChange("roll", "anything", "We closed", "sam")));
    }

    [Fact]
    public async Task Tombstones_of_half_a_school_are_frozen_and_let_go_in_the_same_way()
    {
        await using var host = await Start();
        await host.Poll(host.Mis);
        foreach (var number in Enumerable.Range(1, 15))
            host.Trust.Editor.Remove(Upi(number));
        await host.Poll(host.Mis);
        var frozen = await host.Poll(host.Mis);
        var buried = frozen.Streams.Single(stream => stream.Stream == "deletions").Frozen!;

        await host.Mis.AcceptChange(new AcceptedChange("deletions", buried.Id, "They have gone to the new school", "sam"));
        var after = await Quiet(host);

        Assert.Equal((15, Pupils), (buried.Going, buried.Known));
        Assert.Null(after.Trouble);
        Assert.Equal(Range(1, 15), await Gone(host));
    }

    // Thirty children, not one under thirty ids.
    private static async Task<FeedHost> Start()
    {
        var host = await FeedHost.Start(Engine.Sqlite, Pupils);
        foreach (var number in Enumerable.Range(1, Pupils))
            host.Trust.Editor.Amend(Upi(number), row => row with { Upn = null, Surname = $"Fern{(char)('a' + number)}" });
        return host;
    }

    private static async Task<FeedHost> Frozen()
    {
        var host = await Start();
        await host.Poll(host.Mis);
        foreach (var number in Enumerable.Range(1, 15))
            Remove(host, number);
        Assert.Contains("15 of 30 pupils would go", (await host.Poll(host.Mis, minutes: ADay)).Trouble, StringComparison.Ordinal);
        return host;
    }

    private static async Task<FrozenChange> Shown(FeedHost host) => Roll(await host.Mis.Status()).Frozen!;

    private static AcceptedChange Said(FrozenChange shown) => new("roll", shown.Id, "Two schools became one", "sam");

    private static async Task<FeedStatus> Quiet(FeedHost host)
    {
        await SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);
        await host.Silo.Quiet();
        return await host.Mis.Status();
    }

    private static async Task<IEnumerable<string>> Gone(FeedHost host) =>
        (await host.Journal()).OfType<Withdrawn>().Where(withdrawn => withdrawn.Of == "pupil").Select(withdrawn => withdrawn.OfKey).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(Upi);

    private static StreamStatus Roll(FeedStatus status) => status.Streams.Single(stream => stream.Stream == "roll");

    private static void Remove(FeedHost host, int number) => host.Trust.Editor.Remove(Upi(number), leavesTombstone: false);

    private static string Upi(int number) => $"upi{number:00000}";
}
