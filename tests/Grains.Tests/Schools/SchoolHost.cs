using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Http;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>One silo with the product's own grains over a test's store, and a clock that moves when told.</summary>
internal sealed class SchoolHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private int batches;

    private SchoolHost(TestStore store, FakeTimeProvider clock, InProcessTestCluster cluster) => (Store, Clock, Cluster) = (store, clock, cluster);

    public TestStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public InProcessTestCluster Cluster { get; }

    public static async Task<SchoolHost> Start(
        TestStore store, DateTimeOffset now, Action<SchoolOptions>? options = null, IEnumerable<FeedBinding>? feeds = null, TimeProvider? follow = null,
        ConfiguredRules? configured = null, Action<UpstreamOptions>? patience = null)
    {
        var clock = new FakeTimeProvider(now);
        var builder = new InProcessTestClusterBuilder(1);
        // Part of the key of every stored state: a second host over the same store must find what the first one left.
        builder.Options.ServiceId = "riskmonitor";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.AddAdoNetGrainStorage(StateStorage.Name, (Microsoft.Extensions.Options.OptionsBuilder<AdoNetGrainStorageOptions> states) =>
                states.Configure<IServiceProvider>((storage, services) =>
                {
                    (storage.Invariant, storage.DataSource) = (StoreSource.OrleansInvariantOf(store.Source), store.Source);
                    // As the product writes them: what reads a stored state must find what it would find there.
                    storage.GrainStorageSerializer = new Orleans.Storage.OrleansGrainStorageSerializer(services.GetRequiredService<Orleans.Serialization.Serializer>());
                }));
            Register(silo.Services, store, follow ?? clock, feeds ?? [], configured, patience);
            // Told is what the rules say and people do, so that it can be compared with a replay; a test that waits for the ladder says so.
            silo.Services.Configure((SchoolOptions all) => all.AsksAgain = false);
            silo.Services.Configure(options ?? (_ => { }));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SchoolHost(store, clock, cluster);
    }

    public ISchoolGrain School(string school = "oakfield") => Cluster.Client.GetGrain<ISchoolGrain>(school);

    public IStudentGrain Student(string student, string school = "oakfield") => Cluster.Client.GetGrain<IStudentGrain>($"{school}/{student}");

    public IFeedGrain Feed(string feed, string school = "oakfield") => Cluster.Client.GetGrain<IFeedGrain>($"{school}/{feed}");

    /// <summary>Sends lines as one batch at the clock's now, and waits until what follows from them is stored.</summary>
    public async Task Send(string school, params string[] lines)
    {
        await School(school).Ingest(new IngestBatch($"push/{Interlocked.Increment(ref batches)}", null, [.. lines.Select(Story.Read)]));
        await Quiet(school);
    }

    public async Task<BoardView> Quiet(string school = "oakfield")
    {
        BoardView? board = null;
        await Until(async () => (board = await School(school).Board()).Behind == 0);
        return board!;
    }

    public static async Task Until(Func<Task<bool>> holds)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, "It did not come to hold.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends the activation after what it is doing now; the next call finds a new one.</summary>
    public static async Task Leave(IAddressable grain) => await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    public async Task<IReadOnlyList<Domain.Alerts.Transition>> Told(string school = "oakfield") =>
        await Store.Store.Transitions(new SchoolId(school), 0, CancellationToken.None);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    private static void Register(IServiceCollection services, TestStore store, TimeProvider clock, IEnumerable<FeedBinding> feeds, ConfiguredRules? configured,
        Action<UpstreamOptions>? patience)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new SchoolClock(clock));
        services.AddSingleton(new FeedDirectory(feeds));
        services.AddSingleton(configured ?? ConfiguredRules.None);
        services.AddSingleton<RuleShelf>();
        services.AddSingleton(store.Keys);
        services.AddSingleton(_ => store.New());
        services.AddSingleton(store.Source);
        services.AddSingleton<DecisionStore>().AddSingleton<SchoolDisposal>().AddSingleton<RiskMonitor.Grains.Retention.PastPeriod>();
        services.AddSingleton<CheckpointSeal>();
        services.AddConnectors(upstream =>
        {
            upstream.RetryDelay = TimeSpan.FromMilliseconds(1);
            upstream.AttemptTimeout = TimeSpan.FromSeconds(5);
            upstream.LongestWait = TimeSpan.FromSeconds(1);
            upstream.LongestPause = TimeSpan.FromSeconds(1);
            upstream.Retries = 2;
            // A 429 of one test must not slow the others that share its token.
            upstream.LeastPerToken = 100_000;
            patience?.Invoke(upstream);
        });
        services.AddSharedTokenBudgets();
    }
}
