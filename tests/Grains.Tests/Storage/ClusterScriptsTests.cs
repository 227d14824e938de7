using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>Our own scripts under Orleans' clustering and reminders on PostgreSQL, with real silos.</summary>
public sealed class ClusterScriptsTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_silos_find_each_other_keep_a_reminder_and_forget_the_one_that_left()
    {
        await using var test = await TestStore.Open(Engine.Postgres);
        using var first = Silo(test);
        using var second = Silo(test);
        await Task.WhenAll(first.StartAsync(Now), second.StartAsync(Now));
        var table = first.Services.GetRequiredService<IMembershipTable>();
        await Until(async () => await Active(table) == 2);

        var grain = first.Services.GetRequiredService<IGrainFactory>().GetGrain<IReminderProbeGrain>("oakfield");
        Assert.Equal(1, await grain.Register());
        Assert.Equal(1, await grain.Register());
        Assert.Equal(0, await grain.Unregister());

        await second.StopAsync(Now);
        await Until(async () => await Active(table) == 1);
        Assert.Equal(2, await test.Count("SELECT count(*) FROM OrleansMembershipTable"));
        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UnixEpoch.AddYears(1000), Now);
        Assert.Equal(1, await test.Count("SELECT count(*) FROM OrleansMembershipTable"));
        await first.StopAsync(Now);
    }

    [Fact]
    public async Task A_membership_change_based_on_an_old_version_is_refused()
    {
        await using var test = await TestStore.Open(Engine.Postgres);
        using var silo = Silo(test);
        await silo.StartAsync(Now);
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var before = await table.ReadAllAsync(Now);
        var (entry, etag) = before.Members.Single();
        var newcomer = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, 7),
            SiloName = "newcomer",
            HostName = "localhost",
            Status = SiloStatus.Joining,
            StartTime = entry.StartTime,
            IAmAliveTime = entry.IAmAliveTime,
        };

        // The silo itself may write in between: a refusal is then right, and the newest version is read again.
        await Until(async () => await table.InsertRowAsync(newcomer, (await table.ReadAllAsync(Now)).Version.Next(), Now));
        Assert.False(await table.InsertRowAsync(newcomer, before.Version.Next(), Now));
        Assert.False(await table.InsertRowAsync(newcomer, (await table.ReadAllAsync(Now)).Version.Next(), Now));
        Assert.False(await table.UpdateRowAsync(newcomer, etag, before.Version.Next(), Now));
        Assert.Equal(2, (await table.ReadAllAsync(Now)).Members.Count);
        Assert.Single((await table.ReadRowAsync(newcomer.SiloAddress, Now)).Members);
        await silo.StopAsync(Now);
    }

    private static async Task<int> Active(IMembershipTable table) =>
        (await table.ReadAllAsync(Now)).Members.Count(member => member.Item1.Status == SiloStatus.Active);

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Now);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(50, patience.Token);
    }

    private static IHost Silo(TestStore test)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "RiskMonitor.Grains.Tests" });
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("test", "test"))
            .ConfigureEndpoints(IPAddress.Loopback, ServiceProcess.FreePort(), ServiceProcess.FreePort())
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", test.Options.ConnectionString!))
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", test.Options.ConnectionString!)));
        return builder.Build();
    }
}
