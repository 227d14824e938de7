using System.Globalization;
using System.Net;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging.Abstractions;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>What a school's store holds after everything was told.</summary>
internal sealed record StoredSchool(IReadOnlyList<string> BatchKeys, int Observations, IReadOnlyList<Transition> Transitions);

/// <summary>The embedded program on a data folder of its own. It is killed, and started again on the same data.</summary>
internal sealed class MortalApi : IAsyncDisposable
{
    public const string School = "larkfield-high";
    private const int MostDeaths = 20;

    private readonly string folder = Directory.CreateTempSubdirectory("rm-faults-").FullName;
    private readonly Queue<string> kills;
    private ServiceProcess? process;
    private FaultClient? sender;
    private FaultClient? lead;
    private HubConnection? wall;

    /// <param name="kills">Where to die, one for each start: <c>outcome.committed:2</c>. When they are used up it lives.</param>
    public MortalApi(params IEnumerable<string> kills) => this.kills = new(kills);

    /// <summary>How often it died.</summary>
    public int Deaths { get; private set; }

    private string File => Path.Combine(folder, "riskmonitor.db");

    /// <summary>Sends one batch as a patient sender does: again and again under the same key until it is acknowledged.</summary>
    public Task Send(FaultStory story, int batch) => Survive(async () =>
    {
        using var answer = await sender!.Push(story.Batches[batch], $"batch-{batch}");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    });

    public Task Finish() => Survive(async () => Assert.Equal(HttpStatusCode.OK, await lead!.WaitBehindTheJournal(School)));

    /// <summary>From any thread, at any moment.</summary>
    public Task Kill() => process?.Kill() ?? Task.CompletedTask;

    /// <summary>Ends it and reads its store.</summary>
    public async Task<StoredSchool> Stored()
    {
        await End();
        var options = new StoreOptions { File = File };
        await using var source = StoreSource.Open(options);
        var keys = new SchoolKeys(source, MasterKey.FromFile(File + ".key"), options.Tenant, TimeProvider.System);
        await using var store = new SchoolStore(source, keys, options, TimeProvider.System, NullLogger<SchoolStore>.Instance);
        var (rows, observations) = (new List<string>(), 0);
        await foreach (var row in store.Read(new(School), 0, long.MaxValue, CancellationToken.None))
        {
            // On a slow machine a minute passes, and the school is told of it.
            if (!row.Kind.IsObservations())
                continue;
            rows.Add(row.BatchKey);
            observations += ObservationBatchText.Read(row.Body).Count;
        }

        return new(rows, observations, await store.Transitions(new(School), 0, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        Directory.Delete(folder, recursive: true);
    }

    // A dead process answers nothing, and each of the ways to it says so in an exception of its own. Whatever goes wrong while it lives on is a
    // failure of the test.
    private async Task Survive(Func<Task> action)
    {
        while (true)
        {
            try
            {
                if (wall is null)
                    await Start();
                await action();
                return;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException && process is not null && Deaths < MostDeaths)
            {
                if (!await IsDead(process))
                    ExceptionDispatchInfo.Throw(exception);
                Deaths++;
                await End();
            }
        }
    }

    private static async Task<bool> IsDead(ServiceProcess process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.Ended(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Start()
    {
        var settings = new Dictionary<string, string>
        {
            ["Demo__Enabled"] = "false",
            ["Demo__Folder"] = folder,
            ["Storage__File"] = File,
            ["Trusts__larkfield__0"] = School,

            // What is told is compared with a replay, which nobody asks again.
            ["Schools__AsksAgain"] = "false",
        };
        if (kills.TryDequeue(out var kill))
        {
            settings["DOTNET_STARTUP_HOOKS"] = typeof(ServiceProcess).Assembly.Location;
            settings["RISKMONITOR_KILL_AT"] = kill;
        }

        process = ServiceProcess.Start("Api", settings);
        await process.Ready();
        sender = await FaultClient.SignIn(process, "integration");
        lead = await FaultClient.SignIn(process, "lead-secondary");
        wall = await lead.Watch(School, _ => { });
    }

    private async Task End()
    {
        if (wall is not null)
            await wall.DisposeAsync();
        if (process is not null)
            await process.DisposeAsync();
        sender?.Dispose();
        lead?.Dispose();
        (wall, process, sender, lead) = (null, null, null, null);
    }
}
