using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using RiskMonitor.Grains.Storage;
using Xunit;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>Our own scripts under Microsoft.Orleans.Persistence.AdoNet, in a real silo.</summary>
public sealed class GrainStateTests
{
    [Theory, BothEngines]
    public async Task A_state_is_written_updated_read_back_and_cleared(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var cluster = await Cluster(test);
        var grain = cluster.Client.GetGrain<INotebookGrain>("oakfield");

        Assert.Equal("1", await grain.Write("first"));
        Assert.Equal("2", await grain.Write("second"));
        await grain.Leave();
        Assert.Equal("second", await grain.Read());
        await grain.Clear();
        await grain.Leave();
        Assert.Null(await grain.Read());
        Assert.Equal("4", await grain.Write("third"));
        Assert.Equal(1, await test.Count("SELECT count(*) FROM OrleansStorage"));
    }

    [Theory, BothEngines]
    public async Task A_write_that_is_based_on_an_old_version_is_refused(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var cluster = await Cluster(test);
        var storage = Storage(cluster);
        var id = GrainId.Create("notebook", "oakfield");
        var (first, second) = (State("a"), State("b"));
        await storage.WriteStateAsync("notebook", id, first);
        await storage.ReadStateAsync("notebook", id, second);
        first.State = new Notebook { Text = "newer" };
        await storage.WriteStateAsync("notebook", id, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("notebook", id, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("notebook", id, second));
        await storage.ReadStateAsync("notebook", id, second);

        Assert.Equal("newer", second.State!.Text);
    }

    [Theory, BothEngines]
    public async Task Of_two_first_writes_one_is_refused_and_there_is_one_row(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var cluster = await Cluster(test);
        var storage = Storage(cluster);
        for (var round = 0; round < 10; round++)
        {
            var id = GrainId.Create("notebook", $"school-{round}");
            var writes = Enumerable.Range(0, 8).Select(number => Task.Run(() => storage.WriteStateAsync("notebook", id, State($"{number}")))).ToList();
            await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

            _ = Assert.Single(writes, write => write.IsCompletedSuccessfully);
            foreach (var refused in writes.Where(write => write.IsFaulted))
                Assert.IsType<InconsistentStateException>(refused.Exception!.InnerException);
        }

        Assert.Equal(10, await test.Count("SELECT count(*) FROM OrleansStorage"));
    }

    [Theory, BothEngines]
    public async Task States_are_written_while_the_journal_is(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var cluster = await Cluster(test);
        var lease = await test.Store.TakeOver(Given.Oakfield, TestContext.Current.CancellationToken);

        var appends = Enumerable.Range(1, 100).Select(position => test.Store.Append(lease, Given.Entry(position), TestContext.Current.CancellationToken));
        var states = Enumerable.Range(0, 100).Select(number => cluster.Client.GetGrain<INotebookGrain>($"n{number}").Write("text"));
        await Task.WhenAll(appends.Concat<Task>(states));

        Assert.Equal(100, await test.Count("SELECT count(*) FROM OrleansStorage"));
        Assert.Equal(100, await test.Count("SELECT count(*) FROM journal"));
    }

    private static GrainState<Notebook> State(string text) => new(new Notebook { Text = text });

    private static IGrainStorage Storage(InProcessTestCluster cluster) =>
        cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("Default");

    private static async Task<InProcessTestCluster> Cluster(TestStore test)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddAdoNetGrainStorageAsDefault((AdoNetGrainStorageOptions options) =>
        {
            options.Invariant = StoreSource.OrleansInvariantOf(test.Source);
            options.DataSource = test.Source;
        }));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
