using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RiskMonitor.Contracts;
using RiskMonitor.StandIns.SafeguardingSource;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>A source that rings over real HTTP: what it brings, and what whoever else rings does not.</summary>
public sealed class DoorbellTests(RiskMonitorApi api)
{
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_ring_brings_the_concern_long_before_the_next_poll()
    {
        var school = RungSchools.Names[0];
        var schools = await api.Rung();
        using var lead = await Ready(school);
        using var bell = await Bell(school);
        Assert.Equal(new DoorbellText(null), (await Feed(lead, school)).Doorbell);
        schools.Record(school, "rung-1");

        var heard = await bell.RingAsync(schools.Of(school).Identity, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, heard);
        Assert.Equal(RiskMonitorApi.Today, (await Feed(lead, school)).Doorbell!.RungAt);
        await Eventually.True(async () => await Alerts(lead, school) is [var only] && only.StartsWith("SG-01", StringComparison.Ordinal), "the concern has raised its alert");
    }

    [Fact]
    public async Task A_ring_that_is_forged_altered_stale_or_unsigned_is_refused_in_one_way_and_polls_nothing()
    {
        var school = RungSchools.Names[1];
        var schools = await api.Rung();
        using var lead = await Ready(school);
        using var bell = await Bell(school);
        using var forger = await Bell(school, "somebody-elses-guess-of-the-secret");
        var (now, body) = (TimeProvider.System.GetUtcNow(), bell.BodyOf(schools.Of(school).Identity));
        var good = bell.Sign(body, now);
        SignedRing[] bad =
        [
            forger.Sign(body, now),
            good with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("bell_2", "bell_3", StringComparison.Ordinal)) },
            good with { Body = [.. body, (byte)' '] },
            good with { Timestamp = (now.ToUnixTimeSeconds() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) },
            good with { Signature = good.Signature!.ToUpperInvariant() },
            good with { Signature = null },
            good with { Timestamp = null },
            new SignedRing(null, null, body),
            bell.Sign(body, now - TooOld),
            bell.Sign(body, now + TooOld),
        ];
        var before = await Sweeps(lead, school);

        var answers = new List<(HttpStatusCode Status, string Words)>();
        foreach (var ring in bad)
            answers.Add(await Answer(school, ring));

        Assert.Equal(HttpStatusCode.Unauthorized, Assert.Single(answers.Distinct()).Status);
        Assert.Equal(before, await Sweeps(lead, school));
        // It was the ring that was wrong, not the doorbell.
        Assert.Equal(HttpStatusCode.Accepted, await bell.SendAsync(good, TestContext.Current.CancellationToken));
        await Eventually.True(async () => await Sweeps(lead, school) == before + 1, "the good ring has polled");
    }

    [Fact]
    public async Task A_ring_that_is_sent_again_is_heard_and_polls_no_second_time()
    {
        var school = RungSchools.Names[2];
        var schools = await api.Rung();
        using var lead = await Ready(school);
        using var bell = await Bell(school);
        var before = await Sweeps(lead, school);
        schools.Record(school, "rung-3");
        var ring = bell.Sign(bell.BodyOf(schools.Of(school).Identity), TimeProvider.System.GetUtcNow());

        var answers = new List<HttpStatusCode>();
        for (var time = 0; time < 6; time++)
            answers.Add(await bell.SendAsync(ring, TestContext.Current.CancellationToken));
        await Eventually.True(async () => (await Alerts(lead, school)).Count == 1, "the concern is there");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer));
        // A second poll follows when the pause is over, should the alert have taken longer than that; six rings are never six.
        Assert.InRange(await Sweeps(lead, school), before + 1, before + 2);
    }

    [Theory]
    [InlineData("no-such-school", "concerns")]
    [InlineData("bellham-second", "no-such-feed")]
    [InlineData("bellham-second", "mis")]
    [InlineData(FedSchoolSource.School, "mis")]
    [InlineData("trust.larkfield", "concerns")]
    public async Task A_feed_without_a_secret_is_answered_like_one_that_does_not_exist(string school, string feed)
    {
        var schools = await api.Rung();
        using var bell = await Bell("bellham-second");
        var ring = bell.Sign(bell.BodyOf(schools.Of("bellham-second").Identity), TimeProvider.System.GetUtcNow());

        var answer = await Answer(school, ring, feed);
        var none = await Answer("certainly-no-school", ring, feed);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(none, answer);
    }

    [Theory]
    [InlineData("""{"event":"incidents.deleted","school_id":"bell_2","at":"2026-11-20T14:59:59Z"}""", HttpStatusCode.BadRequest, "event")]
    [InlineData("""{"event":"incidents.changed","school_id":"bell_1","at":"2026-11-20T14:59:59Z"}""", HttpStatusCode.BadRequest, "school_id")]
    [InlineData("""{"event":"incidents.changed","school_id":"bell_2"}""", HttpStatusCode.BadRequest, "at, a time")]
    [InlineData("""{"event":"incidents.changed","school_id":"bell_2","at":"2026-11-20T14:59:59Z","pupil":"Perpetua"}""", HttpStatusCode.BadRequest, "nothing else")]
    [InlineData("null", HttpStatusCode.BadRequest, "object")]
    [InlineData("{", HttpStatusCode.BadRequest, "nothing else")]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge, "1024")]
    public async Task A_signed_body_that_is_no_ring_is_refused_by_name_and_not_repeated(string? body, HttpStatusCode status, string words)
    {
        using var bell = await Bell("bellham-second");

        var answer = await Answer("bellham-second", bell.Sign(Encoding.UTF8.GetBytes(body ?? new string(' ', 2000)), TimeProvider.System.GetUtcNow()));

        Assert.Equal(status, answer.Status);
        Assert.Contains(words, answer.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Perpetua", answer.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_rings_without_end_is_told_to_wait_and_other_doorbells_are_not()
    {
        var ring = new SignedRing(null, null, []);
        var answers = new List<HttpStatusCode>();
        for (var time = 0; time < 61; time++)
            answers.Add((await Answer("rung-without-end", ring)).Status);

        var other = await Answer("rung-by-nobody", ring);

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.All(answers.SkipLast(1), answer => Assert.Equal(HttpStatusCode.NotFound, answer));
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    private async Task<SafeguardingDoorbell> Bell(string school, string secret = RungSchools.Secret) =>
        new(new Uri(await api.Address(), $"/api/doorbells/{school}/concerns"), secret, TimeProvider.System);

    private async Task<(HttpStatusCode Status, string Words)> Answer(string school, SignedRing ring, string feed = "concerns")
    {
        using var caller = await api.Stranger();
        (string, string)[] headers = [.. new[] { ("X-RiskMonitor-Timestamp", ring.Timestamp), ("X-RiskMonitor-Signature", ring.Signature) }.Where(header => header.Item2 is not null).Select(header => (header.Item1, header.Item2!))];
        using var answer = await caller.Send(HttpMethod.Post, $"/api/doorbells/{school}/{feed}", new ByteArrayContent(ring.Body) { Headers = { ContentType = new("application/json") } }, headers);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        body.Remove("traceId");
        return (answer.StatusCode, body.ToJsonString());
    }

    /// <summary>Both sources have been read once; what comes now is news.</summary>
    private async Task<Caller> Ready(string school)
    {
        var lead = await api.As("SafeguardingLead", school);
        foreach (var feed in new[] { "mis", "concerns" })
        {
            using var begun = await lead.Post($"/api/schools/{school}/feeds/{feed}/poll");
            Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
            await Eventually.True(async () => (await lead.Read<List<FeedReport>>($"/api/schools/{school}/feeds")).Single(each => each.Feed == feed) is { UnderWay: null, LastCompleteAt: not null }, $"{feed} has been read");
        }

        return lead;
    }

    private static async Task<FeedReport> Feed(Caller lead, string school) => (await lead.Read<List<FeedReport>>($"/api/schools/{school}/feeds")).Single(each => each.Feed == "concerns");

    private static async Task<int> Sweeps(Caller lead, string school) => (await lead.Read<List<SweepReport>>($"/api/schools/{school}/feeds/concerns/sweeps")).Count;

    private static async Task<List<string>> Alerts(Caller lead, string school) =>
        [.. (await lead.Read<JsonNode>($"/api/schools/{school}/alerts"))["alerts"]!.AsArray().Select(alert => alert!["alert"]!.GetValue<string>())];
}
