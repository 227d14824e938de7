using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>The stand-in for the trust's school, and a feed that is connected to it.</summary>
internal sealed class AssemblySource : IAsyncDisposable
{
    private AssemblySource(AssemblyServer server, AssemblyConnection connection) => (Server, Connection, TokenAddress) = (server, connection, server.TokenAddress);

    public AssemblyServer Server { get; }

    public AssemblyConnection Connection { get; set; }

    public Uri TokenAddress { get; set; }

    public Feed Feed { get; private set; } = null!;

    public List<string> Kept { get; } = [];

    /// <param name="patience">With it, waits are measured by the trust's clock.</param>
    public static async Task<AssemblySource> Start(SmallTrust trust, Action<UpstreamOptions>? patience = null)
    {
        var server = await AssemblyServer.StartAsync(trust.World);
        var source = new AssemblySource(server, server.Connect(trust.School));
        source.Feed = new Feed("assembly", source.Binding(trust), () => trust.Clock.Advance(TimeSpan.FromSeconds(1)), rowsPerPage: 100, patience: patience, time: patience is null ? null : trust.Clock);
        return source;
    }

    public UpstreamBinding Binding(SmallTrust trust, string? kept = null) => new()
    {
        School = trust.School.Identity.School,
        Address = Server.BaseAddress,
        Token = Connection.AccessToken,
        UpstreamSchool = "10003",
        UpnKey = new byte[] { 1, 2, 3 },
        Grant = new UpstreamGrant(new GrantSettings(TokenAddress, Server.ClientId, Server.ClientSecret, Connection.RefreshToken), kept, Keep),
    };

    /// <summary>As once a day: every list from its beginning.</summary>
    public async Task ReadAll()
    {
        await Feed.ReadFully("roll");
        await Feed.Poll("marks", "exclusions");
    }

    public ValueTask DisposeAsync()
    {
        Feed.Dispose();
        return Server.DisposeAsync();
    }

    private Task Keep(string text)
    {
        Kept.Add(text);
        return Task.CompletedTask;
    }
}
