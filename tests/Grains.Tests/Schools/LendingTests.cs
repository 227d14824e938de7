using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>What schools lend each other and their trust, live: asked for with a tick, kept in the journal of whoever asked.</summary>
public sealed class LendingTests
{
    private const string Upn = "A123456789012";
    private static readonly DateTimeOffset Monday = new(2026, 10, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly SchoolId Board = SchoolId.OfTrust(new("larkfield"));

    [Theory, BothEngines]
    public async Task A_school_is_told_by_what_its_peer_records_and_remembers_it(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await Fill(host, "oakfield", "elm", "\"larkfield\"");
        await Fill(host, "elm", "oakfield", "\"larkfield\"");
        await host.Send("elm", [.. Enumerable.Range(1, 10).Select(n => Story.Concern($"c{n}", $"p{n:000}", "2026-10-05T09:00:00Z", "child-on-child", 1, "2026-10-05T15:00:00Z", school: "elm"))]);

        await Tick(host, "oakfield", "SCH-05");
        await SchoolHost.Leave(host.School());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.School().Tick();
        var board = await host.Quiet();

        Assert.Superset(new HashSet<string> { "SCH-04", "SCH-05" }, board.Alerts.Select(alert => alert.Key.Rule.Value).ToHashSet());
        Assert.Single(await host.Told(), transition => transition.Alert.Rule.Value == "SCH-05");
    }

    [Theory, BothEngines]
    public async Task A_school_lends_nothing_to_one_it_does_not_name_nor_to_a_trust_it_is_not_of(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await Fill(host, "oakfield", "elm", "null");
        await Fill(host, "elm", "ash", "\"larkfield\"");

        Assert.Null(await host.School("elm").Figures(new("oakfield")));
        Assert.Null(await host.School("elm").Figures(Board));
        Assert.Empty((await host.School("elm").Figures(new("ash")))!.Children);
    }

    [Theory, BothEngines]
    public async Task A_flagged_child_who_moved_within_a_trust_is_on_the_trusts_own_board(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var trust = host.Cluster.Client.GetGrain<ITrustGrain>("larkfield");
        await trust.Join(new("oakfield"));
        await trust.Join(new("elm"));
        await Fill(host, "oakfield", "elm", "\"larkfield\"");
        await Fill(host, "elm", "oakfield", "\"larkfield\"");
        await host.Send("oakfield", WithUpn(Story.Pupil("p099")), Story.Concern("w1", "p099", "2026-10-05T09:00:00Z", "weapon", 4, "2026-10-05T15:00:00Z"));
        await host.Send("elm", WithUpn(Story.Pupil("e099", school: "elm")).Replace("\"joined\":\"2023-09-01\"", "\"joined\":\"2026-10-01\"", StringComparison.Ordinal));

        await Tick(host, Board.Value, "TRU-02");
        var before = await host.School(Board.Value).Board();
        await SchoolHost.Leave(host.School(Board.Value));
        var after = await host.Quiet(Board.Value);

        Assert.Equal(("Larkfield trust", new TrustId("larkfield")), (before.Name, before.Trust!.Value));
        Assert.Equal(before.Alerts.Select(alert => alert.Key.Text), after.Alerts.Select(alert => alert.Key.Text));
        var alert = Assert.Single(after.Alerts, alert => alert.Key.Rule.Value == "TRU-02");
        Assert.Equal([("elm", "e099"), ("oakfield", "p099")], alert.Evidence.Items.Select(item => (item.Category!, item.Id!)));
        Assert.DoesNotContain(Upn, alert.ToString(), StringComparison.Ordinal);
        Assert.True(after.Freshness.LastEvaluatedAt >= Monday);
        Assert.Contains(await host.Told(Board.Value), transition => transition.Text().Contains("\"subject\":{\"trust\":\"larkfield\",\"facet\":", StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task A_child_who_moves_within_a_trust_is_recognised_and_what_is_not_certain_waits_for_a_person(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await host.Cluster.Client.GetGrain<ITrustGrain>("larkfield").Join(new("oakfield"));
        await host.Cluster.Client.GetGrain<ITrustGrain>("larkfield").Join(new("elm"));
        await host.Send("oakfield", Named("p1", "Ruth Bennett", Upn), Named("p2", "Tom Ash", "X00180001701A"), Named("p3", "Ann Bee", null), Named("p4", "Else Where", null));
        await host.Send("elm", Named("e1", "Ruth Bennett", Upn, "elm"), Named("e2", "Tom Ash", "X00180001701A", "elm"), Named("e3", "Bee  Ánn", null, "elm"));

        var pairs = await host.School(Board.Value).Identities();
        var name = pairs.Single(pair => pair.Why.Contains("the same name", StringComparison.Ordinal));
        var said = await host.School(Board.Value).DecideIdentity(new IdentityRequest(name.First, name.Second, IdentityVerdict.Same, "lead"));
        var records = await host.School(Board.Value).LookAtIdentities(new IdentityLook(name.First, name.Second, "lead", "to compare them"));
        await SchoolHost.Leave(host.School(Board.Value));
        var after = await host.School(Board.Value).Identities();

        Assert.True(said);
        Assert.Equal([(IdentityStanding.Waiting, 2), (IdentityStanding.Certain, 1)], pairs.CountBy(pair => pair.Standing).OrderBy(each => each.Key).Select(each => (each.Key, each.Value)));
        Assert.Equal(["Ann Bee", "Bee  Ánn"], records.Select(record => record.Name).Order(StringComparer.Ordinal));
        Assert.Equal("lead", after.Single(pair => pair.Standing is IdentityStanding.SaidSame).By);
        Assert.All(pairs, pair => Assert.Contains(pair.FirstShown.Registration + pair.SecondShown.Registration, (string[])["9A, elm9A, oakfield", "9A, oakfield9A, elm"]));
        Assert.Empty(await host.School("elm").Records(SchoolId.OfTrust(new("northern"))));
        Assert.Null(await host.School("elm").LookAtRecord(SchoolId.OfTrust(new("northern")), new StudentId("e1"), new IdentityLook(new("e1"), new("e1"), "lead", "curious")));
        Assert.Empty(await host.School(Board.Value).Roll());
    }

    [Theory, BothEngines]
    public async Task A_trust_learns_how_many_concerns_there_are_only_of_a_school_that_shares_them_all(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var trust = host.Cluster.Client.GetGrain<ITrustGrain>("larkfield");
        await trust.Join(new("oakfield"));
        await trust.Join(new("elm"));
        await host.Send("oakfield", Named("p3", "Ann Bee", null), Story.Concern("w1", "p3", "2026-10-05T09:00:00Z", "weapon", 1, "2026-10-05T15:00:00Z"));
        await host.Send("elm", Named("e3", "Bee Ann", null, "elm"), Story.Concern("w2", "e3", "2026-10-05T09:00:00Z", "weapon", 1, "2026-10-05T15:00:00Z", school: "elm"));
        var pair = Assert.Single(await host.School(Board.Value).Identities());
        var look = new IdentityLook(pair.First, pair.Second, "lead", "to compare them");

        var whole = await host.School(Board.Value).LookAtIdentities(look);
        await trust.Share(new("elm"), "conduct", "head");
        var narrowed = await host.School(Board.Value).LookAtIdentities(look);
        await host.School(Board.Value).DecideIdentity(new IdentityRequest(pair.First, pair.Second, IdentityVerdict.Same, "lead"));

        Assert.All(whole, record => Assert.Equal(1, record.Concerns));
        Assert.Equal([("e3", IdentityRecord.NotTold), ("p3", 1)], narrowed.Select(record => (record.Student.Value, record.Concerns)).OrderBy(each => each.Value, StringComparer.Ordinal));
        foreach (var (school, pupil) in new[] { ("oakfield", "p3"), ("elm", "e3") })
        {
            var found = await test.Store.FindAudit(new AuditSearch([new SchoolId(school)], "lead", "identity.same", pupil, null, null, null, 10), TestContext.Current.CancellationToken);
            Assert.Equal(school, Assert.Single(found).Row.School?.Value);
        }
    }

    [Fact]
    public void Marks_of_a_record_hold_neither_number_nor_name_nor_birthday_and_say_nothing_under_another_key()
    {
        var clue = new IdentityClue(Upn, new DateOnly(2012, 3, 4), "BENNETT RUTH");
        var (one, same, other) = (Marks(clue, 1), Marks(clue, 1), Marks(clue, 2));

        var text = System.Text.Json.JsonSerializer.Serialize(one);
        Assert.Equal((one.Number, one.Born, one.Name), (same.Number, same.Born, same.Name));
        Assert.NotEqual(one.Number, other.Number);
        Assert.NotEqual(one.Born, other.Born);
        Assert.DoesNotContain(Upn, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("BENNETT", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("2012", text, StringComparison.Ordinal);
    }

    private static ChildMarks Marks(IdentityClue clue, byte key) => ChildMarks.Of(new("elm"), new("e1"), clue, new byte[] { key, 2, 3 });

    private static string Named(string student, string name, string? upn, string school = "oakfield") => Story.Pupil(student, school: school)
        .Replace("\"household\":null", $"\"household\":null,\"fullName\":\"{name}\",\"upn\":{(upn is null ? "null" : $"\"{upn}\"")}", StringComparison.Ordinal);

    private static async Task Fill(SchoolHost host, string school, string peer, string trust) => await host.Send(
        school,
        [
            Story.Calendar(school: school),
            $$"""{"type":"school","school":"{{school}}","name":"{{school}}","trust":{{trust}},"phase":"secondary","peers":["{{peer}}"],"receivedAt":"2026-04-13T08:00:00Z"}""",
            .. Enumerable.Range(1, 10).Select(n => Story.Pupil($"p{n:000}", school: school)),
        ]);

    private static string WithUpn(string pupil) => pupil.Replace("\"household\":null", $"\"household\":null,\"upn\":\"{Upn}\"", StringComparison.Ordinal);

    private static async Task Tick(SchoolHost host, string school, string rule)
    {
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.School(school).Tick();
        await SchoolHost.Until(async () => (await host.School(school).Board()).Alerts.Any(alert => alert.Key.Rule.Value == rule));
    }
}
