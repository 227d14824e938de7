using System.Collections.Immutable;
using System.Security.Cryptography;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.SafeguardingSource;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns;

/// <summary>How the demo trust is made and served.</summary>
public sealed record DemoTrustOptions
{
    /// <summary>Any number; the same one gives the same trust.</summary>
    public int Seed { get; init; } = 2026;

    /// <summary>The day to live through. When it is no school day, the nearest one before it is taken (<see cref="DemoCalendar.LiveDateFor"/>).</summary>
    public required DateOnly LiveDate { get; init; }

    /// <summary>The demo's clock. The servers show what exists at its now and nothing later.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>TCP port on 127.0.0.1; 0, the default, takes any free one.</summary>
    public int WondePort { get; init; }

    /// <summary>TCP port on 127.0.0.1; 0, the default, takes any free one.</summary>
    public int SafeguardingPort { get; init; }
}

/// <summary>The upstreams of the demo trust, running. Invented children only.</summary>
public sealed class DemoTrustServer : IAsyncDisposable
{
    private readonly WondeServer _wonde;
    private readonly SafeguardingSourceServer _safeguarding;

    private DemoTrustServer(DemoWorld world, WondeServer wonde, SafeguardingSourceServer safeguarding)
    {
        (World, _wonde, _safeguarding) = (world, wonde, safeguarding);
    }

    public DemoWorld World { get; }

    /// <summary>Ends in <c>/v1.0/</c>.</summary>
    public Uri WondeAddress => _wonde.BaseAddress;

    public string WondeToken => _wonde.Token;

    public StandInFaults WondeFaults => _wonde.Faults;

    /// <summary>Ends in <c>/v1/</c>.</summary>
    public Uri SafeguardingAddress => _safeguarding.BaseAddress;

    public string SafeguardingToken => _safeguarding.Token;

    public StandInFaults SafeguardingFaults => _safeguarding.Faults;

    public ImmutableArray<SchoolIdentity> Schools => [.. World.Upstream.Schools.Select(school => school.Identity)];

    /// <summary>Makes the trust and starts both servers.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<DemoTrustServer> StartAsync(DemoTrustOptions options, CancellationToken cancellation = default)
    {
        var world = DemoWorld.Generate(options.Seed, options.LiveDate, options.Clock);
        var wonde = await WondeServer.StartAsync(world.Upstream, NewToken(), options.WondePort, cancellation: cancellation).ConfigureAwait(false);
        try
        {
            var safeguarding = await SafeguardingSourceServer
                .StartAsync(world.Upstream, NewToken(), options.SafeguardingPort, cancellation: cancellation).ConfigureAwait(false);
            return new DemoTrustServer(world, wonde, safeguarding);
        }
        catch
        {
            await wonde.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        await _wonde.StopAsync(cancellation).ConfigureAwait(false);
        await _safeguarding.StopAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _wonde.DisposeAsync().ConfigureAwait(false);
        await _safeguarding.DisposeAsync().ConfigureAwait(false);
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
