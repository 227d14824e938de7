using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.StandIns.Faults;
using Xunit;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>The operators' endpoints: who may ask, who may have something done, and that no answer holds a pupil.</summary>
public sealed class FeedsApiTests(RiskMonitorApi api)
{
    private const string Path = $"/api/schools/{FedSchoolSource.School}/feeds";

    [Theory]
    [InlineData("ItAdministrator", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("SafeguardingLead", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("Head", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("AttendanceLead", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("WallDisplay", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task Each_role_sees_and_does_what_it_may_and_nobody_of_another_school(string role, HttpStatusCode sees, HttpStatusCode does)
    {
        using var caller = await api.As(role, FedSchoolSource.School);
        using var other = await api.As(role, RiskMonitorApi.Primary);
        using var list = await caller.Get(Path);
        using var sweeps = await caller.Get($"{Path}/mis/sweeps");
        using var retry = await caller.Post($"{Path}/mis/quarantine/retry");
        using var elsewhere = await other.Get(Path);
        using var pollElsewhere = await other.Post($"{Path}/mis/poll");
        using var unknown = await caller.Get($"{Path}/no-such-feed/sweeps");

        Assert.Equal((sees, sees, does), (list.StatusCode, sweeps.StatusCode, retry.StatusCode));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (elsewhere.StatusCode, pollElsewhere.StatusCode));
        Assert.Equal(sees is HttpStatusCode.OK ? HttpStatusCode.NotFound : sees, unknown.StatusCode);
    }

    [Fact]
    public async Task An_administrator_polls_and_reads_how_it_went_and_no_answer_names_a_pupil()
    {
        using var it = await api.As("ItAdministrator", FedSchoolSource.School);
        var me = await it.Read<Me>("/api/me");

        var first = await Polled(it);
        (await api.Source()).Wonde.Faults.Next(request => request.Resource is "attendance/session", new Fault.Html(), times: 99);
        var bad = await Polled(it);
        (await api.Source()).Wonde.Faults.Clear();
        var good = await Polled(it);

        Assert.Equal((FedSchoolSource.School, true), Assert.Single(me.Feeds!.Select(school => (school.School, school.CanRun))));
        Assert.Null(first.Trouble);
        Assert.Contains("web page (HTML)", bad.Trouble, StringComparison.Ordinal);
        Assert.Equal(first.LastCompleteAt, bad.LastCompleteAt);
        Assert.Null(good.Trouble);
        Assert.Equal("Supplied", good.Streams.Single(stream => stream.Stream == "roll").Coverage);
        var sweeps = await it.Read<List<SweepReport>>($"{Path}/mis/sweeps");
        Assert.Contains("failed", sweeps.Select(sweep => sweep.Outcome));
        Assert.Equal("complete", sweeps[0].Outcome);
        foreach (var path in new[] { Path, $"{Path}/mis/sweeps" })
        {
            using var answer = await it.Get(path);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(FedSchoolSource.Upi, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Quarrington", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_frozen_roll_is_let_go_by_who_may_run_feeds_with_a_reason_and_only_as_it_was_shown()
    {
        const string path = $"/api/schools/{RungSchools.Frozen}/feeds";
        const string accept = $"{path}/mis/streams/deletions/accept-change";
        var schools = await api.Rung();
        using var it = await api.As("ItAdministrator", RungSchools.Frozen);
        using var head = await api.As("Head", RungSchools.Frozen);
        await Polled(it, path);
        for (var pupil = 1; pupil <= 6; pupil++)
            schools.World.Edit(schools.Of(RungSchools.Frozen)).Remove(RungSchools.Upi(school: 4, pupil));
        schools.Clock.Advance(TimeSpan.FromMinutes(1));
        await Polled(it, path);
        var frozen = await Polled(it, path);
        var shown = frozen.Streams.Single(stream => stream.Stream == "deletions").Frozen!;

        using var forbidden = await head.Post(accept, new AcceptChangeCommand(shown.Change, "We moved"));
        using var without = await it.Post(accept, new AcceptChangeCommand(shown.Change, " "));
        using var other = await it.Post(accept, new AcceptChangeCommand("another", "We moved"));
        using var nowhere = await it.Post($"{path}/mis/streams/no-such-stream/accept-change", new AcceptChangeCommand(shown.Change, "We moved"));
        var said = await it.Read<FeedReport>(accept, new AcceptChangeCommand(shown.Change, "We moved"));
        FeedReport? after = null;
        await Eventually.True(async () => (after = await Feed(it, path)).UnderWay is null, "the sweep has ended");
        using var late = await it.Post(accept, new AcceptChangeCommand(shown.Change, "We moved"));

        Assert.Contains("6 of 10 pupils would go", frozen.Trouble, StringComparison.Ordinal);
        Assert.Equal((6, RungSchools.Pupils, false), (shown.Going, shown.Known, shown.IsAccepted));
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
            new[] { forbidden, without, other, nowhere, late }.Select(answer => answer.StatusCode));
        Assert.Equal("mis", said.Feed);
        Assert.Null(after!.Trouble);
        Assert.All(after.Streams, stream => Assert.Null(stream.Frozen));
    }

    private static async Task<FeedReport> Polled(Caller caller, string path = Path)
    {
        FeedReport? feed = null;
        await Eventually.True(async () => (await Feed(caller, path)).UnderWay is null, "no sweep is under way");
        using var begun = await caller.Post($"{path}/mis/poll");
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        await Eventually.True(async () => (feed = await Feed(caller, path)).UnderWay is null, "the sweep has ended");
        return feed!;
    }

    private static async Task<FeedReport> Feed(Caller caller, string path) => (await caller.Read<List<FeedReport>>(path)).Single(feed => feed.Feed == "mis");
}
