using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns;

namespace RiskMonitor.Api.Demo;

/// <summary>
/// The invented trust that the embedded default watches: its MIS and its safeguarding records are served over real HTTP on loopback ports,
/// and polled like any other school's. Switched off by <c>Demo:Enabled=false</c>; refused in Production.
/// </summary>
internal static class DemoTrust
{
    // A school day (08:40 to 16:00) in about ten minutes.
    private const double DefaultSpeed = 44;
    // Before school hours begin, so that the feeds have been read again when somebody would ask why they have not.
    private static readonly TimeOnly DayBegins = new(7, 50);
    private static readonly TimeOnly DayEnds = new(16, 30);

    /// <summary>Starts the upstreams and points the feeds and the schools' clock at them.</summary>
    public static async Task<WebApplicationBuilder> AddDemoTrust(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue("Demo:Enabled", true))
            return builder;
        if (builder.Environment.IsProduction())
            throw new InvalidOperationException("Demo:Enabled is true: the demo trust is invented and must not run in Production. Set ConnectionStrings:RiskMonitor and Feeds, and Demo:Enabled=false.");

        var speed = builder.Configuration.GetValue("speed", builder.Configuration.GetValue("Demo:Speed", DefaultSpeed));
        if (speed is not (>= 1 and <= 3600))
            throw new InvalidOperationException("--speed (Demo:Speed) must be from 1, real time, to 3600.");
        var run = DemoRun.LoadOrBegin(builder.Configuration);
        var clock = new DemoClockHolder();
        var server = await DemoTrustServer.StartAsync(new DemoTrustOptions { Seed = run.Seed, LiveDate = run.LiveDate, Clock = clock });
        clock.Start(new DemoClock(TimeProvider.System, Windows(server), run.Now ?? server.World.StartsAt, speed));
        Console.WriteLine(server.World.Summary);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The demo's clock stands at {SchoolTime.InLondon(clock.GetUtcNow()):yyyy-MM-dd HH:mm} and runs {speed:0.#} times as fast as yours. Data: {run.Folder}"));

        builder.Services.AddSingleton(server);
        builder.Services.AddSingleton(new SchoolClock(clock, speed));
        builder.Services.AddSingleton(new FeedDirectory(Feeds(server, speed)));
        builder.Services.AddSingleton(run);
        foreach (var (school, number) in server.World.LocalObservations.OfType<SchoolRecord>().Select((school, number) => (school, number)))
            builder.Configuration[$"Trusts:{school.Trust}:{number}"] = school.School.Value;
        builder.Configuration["Jobs:Tick"] = speed > 1 ? "* * * * * *" : "0 * * * * *";
        return builder;
    }

    /// <summary>After the silo: what no upstream carries is pushed, then the day is lived through.</summary>
    public static WebApplicationBuilder AddDemoDay(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(DemoTrustServer)))
            builder.Services.AddHostedService<DemoDay>();
        return builder;
    }

    private static List<(DateTimeOffset From, DateTimeOffset To)> Windows(DemoTrustServer server) =>
        [.. server.World.Calendar.Days.Skip(server.World.Calendar.LiveIndex)
            .Select(day => (SchoolTime.At(day, DayBegins), SchoolTime.At(day, DayEnds)))];

    // Polled every few seconds, so that a registered mark is on the wall before a visitor looks away.
    private static IEnumerable<FeedBinding> Feeds(DemoTrustServer server, double speed)
    {
        var (mis, concerns) = speed > 1 ? ("*/5 * * * * *", "*/3 * * * * *") : ("0 */10 * * * *", "0 */5 * * * *");
        foreach (var school in server.Schools)
        {
            yield return new FeedBinding
            {
                School = school.School,
                Feed = "mis",
                Source = "wonde",
                Address = server.WondeAddress,
                Token = server.WondeToken,
                UpstreamSchool = school.WondeId,
                Schedule = mis,
                Lookback = TimeSpan.FromMinutes(20),
                Settle = TimeSpan.FromMinutes(2),
            };
            yield return new FeedBinding
            {
                School = school.School,
                Feed = "concerns",
                Source = "safeguarding-source",
                Address = server.SafeguardingAddress,
                Token = server.SafeguardingToken,
                UpstreamSchool = school.SafeguardingId,
                Schedule = concerns,
                Lookback = TimeSpan.FromMinutes(20),
                Settle = TimeSpan.FromMinutes(2),
            };
        }
    }
}

/// <summary>The servers need a clock before it is known where the clock should begin.</summary>
internal sealed class DemoClockHolder : TimeProvider
{
    private DemoClock? clock;

    public void Start(DemoClock started) => clock = started;

    public override DateTimeOffset GetUtcNow() => clock?.GetUtcNow() ?? DateTimeOffset.UnixEpoch;
}
