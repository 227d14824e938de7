using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain;
using RiskMonitor.StandIns.SafeguardingSource;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>Schools whose source of concerns rings, and one whose roll freezes. None is polled by itself.</summary>
internal sealed class RungSchools : IAsyncDisposable
{
    public const string Secret = "what-the-three-schools-sign-with!";
    public static readonly string[] Names = ["bellham-first", "bellham-second", "bellham-third"];

    /// <summary>Of this one half the roll goes.</summary>
    public const string Frozen = "bellham-frozen";
    public const int Pupils = 10;

    private readonly WondeServer mis;
    private readonly SafeguardingSourceServer concerns;

    private RungSchools(FakeTimeProvider clock, UpstreamWorld world, WondeServer mis, SafeguardingSourceServer concerns) =>
        (Clock, World, this.mis, this.concerns) = (clock, world, mis, concerns);

    public FakeTimeProvider Clock { get; }

    public UpstreamWorld World { get; }

    public static async Task<RungSchools> Start()
    {
        var clock = new FakeTimeProvider(RiskMonitorApi.Today.AddHours(-1));
        var world = new UpstreamWorld(clock);
        foreach (var (name, number) in Names.Append(Frozen).Select((name, index) => (name, index + 1)))
        {
            var school = world.AddSchool(new SchoolIdentity { School = new SchoolId(name), WondeId = $"B{number}", SafeguardingId = $"bell_{number}", Urn = 90 + number, Name = name, Phase = "SECONDARY" });
            school.Categories = [new ConcernCategory("c_1", "Sexual disclosure", null, false, clock.GetUtcNow())];
            for (var pupil = 1; pupil <= Pupils; pupil++)
                world.Edit(school).Enrol(Pupil(number, pupil));
        }

        var token = TestContext.Current.CancellationToken;
        return new RungSchools(clock, world, await WondeServer.StartAsync(world, "a-token", cancellation: token), await SafeguardingSourceServer.StartAsync(world, "another-token", cancellation: token));
    }

    /// <summary>The configuration of their feeds.</summary>
    public Dictionary<string, string> Settings(int first) => World.Schools
        .SelectMany(school => new[] { ("mis", "wonde", mis.BaseAddress, mis.Token, school.Identity.WondeId), ("concerns", "safeguarding-source", concerns.BaseAddress, concerns.Token, school.Identity.SafeguardingId) }.Select(feed => (school, feed)))
        .SelectMany((each, index) => FeedSettings(string.Create(CultureInfo.InvariantCulture, $"Feeds:{first + index}"), each.school, each.feed))
        .ToDictionary();

    /// <summary>Somebody writes a concern that cannot wait.</summary>
    public void Record(string school, string id)
    {
        var upstream = Of(school);
        World.Edit(upstream).Put(new IncidentRow
        {
            Id = id,
            Student = 0,
            OccurredAt = Clock.GetUtcNow().AddMinutes(-5),
            RecordedAt = Clock.GetUtcNow(),
            Categories = ["c_1"],
            RecordedBy = new StaffMember("u_5", "Teacher"),
        });
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>As the school's system knows its pupils, from 1.</summary>
    public static string Upi(int school, int pupil) => string.Create(CultureInfo.InvariantCulture, $"upi-of-bellham-{school}-{pupil}");

    public UpstreamSchool Of(string school) => World.Schools.Single(each => each.Identity.School.Value == school);

    public async ValueTask DisposeAsync()
    {
        await mis.DisposeAsync();
        await concerns.DisposeAsync();
    }

    private static StudentRow Pupil(int school, int number) => new()
    {
        WondeId = string.Create(CultureInfo.InvariantCulture, $"B{school}-{number}"),
        Upi = Upi(school, number),
        MisId = string.Create(CultureInfo.InvariantCulture, $"m-{number}"),
        SafeguardingId = string.Create(CultureInfo.InvariantCulture, $"st_{number}"),
        Forename = "Perpetua",
        Surname = "Belfry",
        Born = new DateOnly(2012, 6, 1),
        Admitted = new DateOnly(2024, 9, 1),
        Year = "9",
        Registration = "9A",
    };

    private static IEnumerable<KeyValuePair<string, string>> FeedSettings(string at, UpstreamSchool school, (string Feed, string Source, Uri Address, string Token, string Id) feed)
    {
        yield return new($"{at}:School", school.Identity.School.Value);
        yield return new($"{at}:Feed", feed.Feed);
        yield return new($"{at}:Source", feed.Source);
        yield return new($"{at}:Address", feed.Address.ToString());
        yield return new($"{at}:Token", feed.Token);
        yield return new($"{at}:UpstreamSchool", feed.Id);
        yield return new($"{at}:Schedule", "0 0 31 2 *");
        if (feed.Feed == "concerns")
            yield return new($"{at}:DoorbellSecret", Secret);
    }
}
