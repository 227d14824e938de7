using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>A school that is read from a Wonde of its own, when it is told to and never by itself.</summary>
internal sealed class FedSchoolSource : IAsyncDisposable
{
    public const string School = "feedham-school";
    public const string Upi = "upi-of-feedham";

    private FedSchoolSource(WondeServer server) => Wonde = server;

    public WondeServer Wonde { get; }

    public static async Task<FedSchoolSource> Start()
    {
        var world = new UpstreamWorld(new FakeTimeProvider(RiskMonitorApi.Today.AddHours(-1)));
        var school = world.AddSchool(new SchoolIdentity { School = new SchoolId(School), WondeId = "A77", SafeguardingId = "s_77", Urn = 77, Name = "Feedham School", Phase = "SECONDARY" });
        world.Edit(school).Enrol(new StudentRow
        {
            WondeId = "A1",
            Upi = Upi,
            MisId = "m-1",
            SafeguardingId = "st_1",
            Forename = "Ottoline",
            Surname = "Quarrington",
            Born = new DateOnly(2012, 6, 1),
            Upn = "N823432113104",
            Admitted = new DateOnly(2024, 9, 1),
            Year = "9",
            Registration = "9A",
        });
        return new FedSchoolSource(await WondeServer.StartAsync(world, "a-token", cancellation: TestContext.Current.CancellationToken));
    }

    /// <summary>The configuration of its feed.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Feeds:0:School"] = School,
        ["Feeds:0:Feed"] = "mis",
        ["Feeds:0:Source"] = "wonde",
        ["Feeds:0:Address"] = Wonde.BaseAddress.ToString(),
        ["Feeds:0:Token"] = "a-token",
        ["Feeds:0:UpstreamSchool"] = "A77",
        ["Feeds:0:Schedule"] = "0 0 31 2 *",
    };

    public async ValueTask DisposeAsync() => await Wonde.DisposeAsync();
}
