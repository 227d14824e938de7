using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A silo whose feeds read the stand-ins of a small trust, by the trust's clock.</summary>
internal sealed class FeedHost : IAsyncDisposable
{
    public static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    private FeedHost(TestStore store, SmallTrust trust, SchoolHost silo) => (Store, Trust, Silo) = (store, trust, silo);

    public TestStore Store { get; }

    public SmallTrust Trust { get; }

    public SchoolHost Silo { get; }

    public IFeedGrain Mis => Silo.Feed("mis");

    public IFeedGrain Concerns => Silo.Feed("concerns");

    public static async Task<FeedHost> Start(Engine engine, int pupils = 3, Action<UpstreamOptions>? patience = null, Func<FeedBinding, FeedBinding>? bind = null)
    {
        var store = await TestStore.Open(engine);
        var trust = await SmallTrust.StartAsync(pupils);
        FeedBinding[] feeds =
        [
            new()
            {
                School = trust.School.Identity.School, Feed = "mis", Source = "wonde", Address = trust.Wonde.BaseAddress, Token = "a-token",
                UpstreamSchool = trust.School.Identity.WondeId, Schedule = "0 * * * * *",
            },
            new()
            {
                School = trust.School.Identity.School, Feed = "concerns", Source = "safeguarding-source", Address = trust.Safeguarding.BaseAddress, Token = "another-token",
                UpstreamSchool = trust.School.Identity.SafeguardingId, Schedule = "0 * * * * *",
            },
        ];
        return new FeedHost(store, trust, await SchoolHost.Start(store, SmallTrust.Morning, feeds: feeds.Select(bind ?? (feed => feed)), follow: trust.Clock, patience: patience));
    }

    /// <summary>Some minutes pass, the feed is polled, and the school has taken in what came.</summary>
    public async Task<FeedStatus> Poll(IFeedGrain feed, double minutes = 10)
    {
        Trust.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await feed.Poll();
        await SchoolHost.Until(async () => (await feed.Status()).UnderWay is null);
        await Silo.Quiet();
        return await feed.Status();
    }

    /// <summary>Changes what is stored of a feed whose activation has left.</summary>
    public async Task Amend(IFeedGrain feed, Func<FeedState, FeedState> change)
    {
        var services = Silo.Cluster.Silos[0].ServiceProvider;
        var (storage, seal) = (services.GetRequiredKeyedService<IGrainStorage>(StateStorage.Name), services.GetRequiredService<CheckpointSeal>());
        var parts = feed.GetPrimaryKeyString().Split('/');
        var stored = new GrainState<SealedFeedState>();
        await storage.ReadStateAsync("feed", feed.GetGrainId(), stored);
        var state = await seal.Open(new(parts[0]), parts[1], stored.State!.Sealed);
        stored.State.Sealed = await seal.Close(new(parts[0]), parts[1], change(state));
        await storage.WriteStateAsync("feed", feed.GetGrainId(), stored);
    }

    /// <summary>Everything in the school's journal, in its order.</summary>
    public async Task<IReadOnlyList<Observation>> Journal()
    {
        var observations = new List<Observation>();
        foreach (var entry in await Store.Store.All(Given.Oakfield))
        {
            if (entry.Kind.IsObservations())
                observations.AddRange(ObservationBatchText.Read(entry.Body));
        }

        return observations;
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Trust.DisposeAsync();
        await Store.DisposeAsync();
    }
}
