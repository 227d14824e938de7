using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors.Contract;

/// <summary>
/// What every connector owes the feed, whatever its source: run against each with its stand-in, over HTTP, through the feed's grain into the school's
/// journal. Lookback is none here, so that what holds does not hold thanks to reading twice.
/// </summary>
public abstract class ConnectorContract(ContractRig rig)
{
    public static TheoryData<string> BadDays { get; } =
        ["500", "truncated", "HTML with 200", "nothing with 200", "not a list", "429 with Retry-After", "429 with a date", "no answer", "an endless answer", "401"];

    [Fact]
    public async Task A_first_read_is_complete()
    {
        var school = await rig.Take(5);
        for (var pupil = 1; pupil <= 5; pupil++)
            school.Put(pupil, pupil % 3);

        var status = await school.Poll();

        Assert.Null(status.Trouble);
        Assert.NotNull(status.LastCompleteAt);
        Assert.Equal([(1, 1), (2, 2), (3, 0), (4, 1), (5, 2)], Pairs(await school.Facts()));
    }

    [Fact]
    public async Task A_quiet_sweep_sends_nothing_new()
    {
        var school = await rig.Take(3);
        school.Put(1, 0);
        await school.Poll();
        school.Put(2, 0);
        await school.Poll();
        await school.Poll();
        var before = await Observations(school);

        var status = await school.Poll();

        Assert.Null(status.Trouble);
        Assert.Equal(before, await Observations(school));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(180)]
    [InlineData(-180)]
    public async Task A_row_of_the_watermarks_own_second_that_could_not_be_seen_yet_is_not_lost(int skewSeconds)
    {
        var school = await rig.Take(3);
        rig.Faults.ClockSkew = TimeSpan.FromSeconds(skewSeconds);
        school.Put(1, 0);
        await school.Poll();
        school.Put(2, 1);
        rig.Faults.VisibilityDelay = TimeSpan.FromSeconds(121);
        var unseen = await school.Poll(minutes: 2);
        var before = Pairs(await school.Facts());

        rig.Faults.VisibilityDelay = TimeSpan.Zero;
        await school.Poll();
        rig.Faults.ClockSkew = TimeSpan.Zero;

        Assert.Null(unseen.Trouble);
        Assert.Equal([(1, 0)], before);
        Assert.Equal([(1, 0), (2, 1)], Pairs(await school.Facts()));
    }

    [Fact]
    public async Task More_than_a_page_of_one_second_is_read_to_its_end()
    {
        var school = await rig.Take(rig.MoreThanAPage);
        await school.Poll();
        for (var pupil = 1; pupil <= rig.MoreThanAPage; pupil++)
            school.Put(pupil, 1);

        await school.Poll();
        await school.Poll();

        Assert.Equal(rig.MoreThanAPage, (await school.Facts()).Count);
        Assert.Equal(rig.MoreThanAPage, await school.Told());
    }

    [Theory, MemberData(nameof(BadDays))]
    public async Task A_bad_day_moves_no_watermark_is_told_in_words_and_is_made_up_for(string day)
    {
        var school = await rig.Take(3);
        school.Put(1, 0);
        await school.Poll();
        var good = await school.Poll();
        school.Put(2, 1);
        rig.Faults.Next(request => request.Resource == rig.Resource, FaultOf(day), times: 99);

        var bad = await school.Poll();
        rig.Faults.Clear();
        var better = await school.Poll();

        Assert.Null(good.Trouble);
        AssertLegible(bad.Trouble);
        Assert.Equal((school.Of(good).Watermark, good.LastCompleteAt), (school.Of(bad).Watermark, bad.LastCompleteAt));
        Assert.Null(better.Trouble);
        Assert.True(school.Of(better).Watermark > school.Of(good).Watermark);
        Assert.Equal([(1, 0), (2, 1)], Pairs(await school.Facts()));
        Assert.Equal(2, await school.Told());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_token_stays_here()
    {
        await using var elsewhere = await Answers.Start();
        var school = await rig.Take(3);
        school.Put(1, 0);
        var good = await school.Poll();
        rig.Faults.Next(request => request.Resource == rig.Resource, new Fault.Redirect(new Uri(elsewhere.Address, rig.Resource)), times: 99);

        var bad = await school.Poll();

        Assert.Contains("redirects are not followed", bad.Trouble, StringComparison.Ordinal);
        Assert.Equal(school.Of(good).Watermark, school.Of(bad).Watermark);
        Assert.Empty(elsewhere.Asked);
    }

    [Fact]
    public async Task A_source_that_stays_away_raises_the_stale_alert()
    {
        var school = await rig.Take(3);
        var calendar = Story.Read($$"""{"type":"calendar","school":"{{school.Id}}","from":"2026-09-01","to":"2027-08-31","closed":[],"inset":[],"terms":[]}""");
        await rig.Silo.School(school.Id.Value).Ingest(new IngestBatch("calendar", null, [calendar]));
        await school.Poll();
        var before = await Stale(school);
        rig.Faults.Next(_ => true, Fault.ServerError(), times: 99);

        await school.Poll(minutes: 45);
        await rig.Silo.School(school.Id.Value).Tick();

        Assert.False(before);
        Assert.True(await Stale(school));
    }

    [Fact]
    public async Task A_permission_taken_away_is_said_moves_no_watermark_and_what_was_missed_comes_with_it()
    {
        var school = await rig.Take(3);
        school.Put(1, 0);
        await school.Poll();
        var before = await school.Poll();
        rig.Permit(false);
        school.Put(1, 2);
        var revoked = await school.Poll(minutes: 60 * 5);
        var standing = Pairs(await school.Facts());
        rig.Permit(true);
        var back = await school.Poll();

        Assert.Equal("NotPermitted", school.Of(revoked).Coverage);
        Assert.Equal(school.Of(before).Watermark, school.Of(revoked).Watermark);
        Assert.Equal([(1, 0)], standing);
        Assert.Equal("Supplied", school.Of(back).Coverage);
        Assert.Equal([(1, 2)], Pairs(await school.Facts()));
    }

    [Fact]
    public async Task A_row_twice_in_a_page_is_one_and_there_and_back_again_is_two_changes()
    {
        var school = await rig.Take(3);
        await school.Poll();
        rig.Faults.Next(request => request.Resource == rig.Resource, new Fault.DoubleRow());
        foreach (var value in (int[])[0, 1, 0])
        {
            school.Put(1, value);
            await school.Poll();
        }

        Assert.Equal([(1, 0)], Pairs(await school.Facts()));
        var journal = await school.Journal();
        var told = journal.Where(rig.IsFact).Select(fact => rig.Facts([.. journal.OfType<Pupil>(), fact]).Values.Single());
        Assert.Equal([0, 1, 0], told.Aggregate(new List<int>(), Distinct));
    }

    [Fact]
    public async Task What_is_removed_is_withdrawn_and_what_is_restored_is_back_with_its_history()
    {
        var school = await rig.Take(30);
        for (var pupil = 1; pupil <= 30; pupil++)
            school.Put(pupil, 1);
        await school.Poll();

        school.Remove(7);
        for (var day = 0; day < 4; day++)
            await school.Poll(minutes: 60 * 21);
        var without = await school.Facts();
        school.Restore(7);
        for (var day = 0; day < 2; day++)
            await school.Poll(minutes: 60 * 21);

        Assert.Equal((29, false), (without.Count, without.ContainsKey(7)));
        Assert.Equal((30, 1), ((await school.Facts()).Count, (await school.Facts())[7]));
    }

    [Fact]
    public async Task Empty_lists_for_three_days_take_nothing_away()
    {
        var school = await rig.Take(30);
        for (var pupil = 1; pupil <= 30; pupil++)
            school.Put(pupil, 1);
        await school.Poll();

        rig.Faults.Next(IsList, new Fault.Refuse(200, """{"data":[],"has_more":false,"server_time":"2027-01-01T00:00:00Z","next_page":null}"""), times: int.MaxValue);
        for (var day = 0; day < 4; day++)
            await school.Poll(minutes: 60 * 21);

        Assert.Equal(30, (await school.Facts()).Count);
        Assert.DoesNotContain(await school.Journal(), observation => observation is Withdrawn);
    }

    [Fact]
    public async Task A_sweep_that_ends_between_two_pages_is_resumed_from_the_old_watermark_by_another_activation()
    {
        var school = await rig.Take(rig.MoreThanAPage);
        var good = await school.Poll();
        for (var pupil = 1; pupil <= rig.MoreThanAPage; pupil++)
            school.Put(pupil, 2);
        var pages = 0;
        rig.Faults.Next(request => request.Resource == rig.Resource && ++pages > 1, new Fault.Break(), times: 99);

        var broken = await school.Poll();
        var half = (await school.Facts()).Count;
        rig.Faults.Clear();
        await SchoolHost.Leave(school.Feed);
        var resumed = await school.Poll();

        Assert.Equal(school.Of(good).Watermark, school.Of(broken).Watermark);
        Assert.InRange(half, 1, rig.MoreThanAPage - 1);
        Assert.Null(resumed.Trouble);
        Assert.Equal(rig.MoreThanAPage, (await school.Facts()).Count);
    }

    [Fact]
    public async Task A_row_that_moves_to_the_end_while_pages_are_read_pushes_no_other_out_of_sight()
    {
        var school = await rig.Take(rig.MoreThanAPage);
        rig.Faults.Order = RowOrder.ByUpdate;
        await school.Poll();
        for (var pupil = 1; pupil <= rig.MoreThanAPage; pupil++)
            school.Put(pupil, 0);
        var pages = 0;
        rig.Faults.Next(request => request.Resource == rig.Resource && ++pages == 2, new Fault.Meanwhile(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            school.Put(1, 1);
        }));

        await school.Poll();
        await school.Poll();
        rig.Faults.Order = RowOrder.Shuffled;

        var facts = await school.Facts();
        Assert.Equal((rig.MoreThanAPage, 1), (facts.Count, facts[1]));
    }

    [Fact]
    public async Task Two_who_poll_at_once_are_one_sweep()
    {
        var school = await rig.Take(3);
        await school.Poll();
        school.Put(1, 1);
        rig.Clock.Advance(TimeSpan.FromMinutes(10));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => school.Feed.Poll()));
        await rig.Silo.Quiet(school.Id.Value);

        Assert.Equal(1, await school.Told());
    }

    /// <summary>Values in the order told, without a value told twice in a row: a row that came twice may be handed over twice.</summary>
    private static List<int> Distinct(List<int> values, int next)
    {
        if (values.Count == 0 || values[^1] != next)
            values.Add(next);
        return values;
    }

    private static void AssertLegible(string? reason)
    {
        Assert.False(string.IsNullOrWhiteSpace(reason));
        Assert.DoesNotContain("token\"", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("upi0", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", reason, StringComparison.Ordinal);
    }

    private static bool IsList(StandInRequest request) =>
        !request.Resource.StartsWith("meta", StringComparison.Ordinal) && request.Resource is not ("schools" or "school/status");

    private static async Task<List<string>> Observations(ContractSchool school) =>
        [.. (await school.Journal()).Where(observation => observation is not FeedReport).Select(observation => $"{observation.Type} {observation.Key}")];

    private async Task<bool> Stale(ContractSchool school)
    {
        var board = await rig.Silo.Quiet(school.Id.Value);
        return board.Alerts.Any(alert => alert.Key.Rule.Value == "TRU-05");
    }

    private Fault FaultOf(string day) => day switch
    {
        "500" => Fault.ServerError(),
        "truncated" => new Fault.Truncate(),
        "HTML with 200" => new Fault.Html(),
        "nothing with 200" => new Fault.Refuse(200),
        "not a list" => new Fault.Refuse(200, """{"data":{}}"""),
        "429 with Retry-After" => Fault.TooManyRequests(600),
        "429 with a date" => Fault.TooManyRequestsUntil(rig.Clock.GetUtcNow().AddHours(1)),
        "no answer" => new Fault.Break(),
        "an endless answer" => new Fault.Drip(TimeSpan.FromMilliseconds(400), 50),
        "401" => new Fault.Refuse(401, """{"error":"invalid_token"}"""),
        _ => throw new ArgumentOutOfRangeException(nameof(day)),
    };

    private static IEnumerable<(int, int)> Pairs(Dictionary<int, int> facts) => facts.OrderBy(fact => fact.Key).Select(fact => (fact.Key, fact.Value));
}

public sealed class WondeContract(WondeRig rig) : ConnectorContract(rig), IClassFixture<WondeRig>;

public sealed class ConcernsContract(ConcernsRig rig) : ConnectorContract(rig), IClassFixture<ConcernsRig>;

public sealed class AssemblyContract(AssemblyRig rig) : ConnectorContract(rig), IClassFixture<AssemblyRig>
{
    [Fact]
    public async Task A_renewed_token_is_stored_with_the_feed_and_found_by_the_next_activation()
    {
        var school = await Rig.Take(3);
        await school.Poll();
        Rig.Expire(school);
        var renewed = await school.Poll();
        Rig.Expire(school);

        await SchoolHost.Leave(school.Feed);
        school.Put(1, 0);
        var status = await school.Poll();

        Assert.Equal((null, null), (renewed.Trouble, status.Trouble));
        Assert.Single(await school.Facts());
    }

    [Fact]
    public async Task A_school_that_takes_its_permission_back_is_told_what_to_do()
    {
        var school = await Rig.Take(3);
        await school.Poll();

        Rig.Disconnect(school);
        var status = await school.Poll();

        Assert.Contains("connected again", status.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demographics_that_may_not_be_read_any_more_make_the_feed_stale_until_they_may()
    {
        var school = await Rig.Take(3);
        var good = await school.Poll();
        Rig.Faults.MissingScopes.Add("demographics");
        var lost = await school.Poll(minutes: 60 * 21);
        var still = await school.Poll();
        Rig.Faults.MissingScopes.Remove("demographics");
        var back = await school.Poll();

        Assert.Contains("roll: the permission to read this has been taken away", lost.Trouble, StringComparison.Ordinal);
        Assert.Equal((lost.Trouble, good.LastCompleteAt), (still.Trouble, still.LastCompleteAt));
        Assert.True(still.Streams.Single(stream => stream.Stream == "roll").IsLost);
        Assert.Null(back.Trouble);
    }

    private AssemblyRig Rig { get; } = rig;
}
