using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using RiskMonitor.TestKit;
using RiskMonitor.TestKit.Processes;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>The cluster of the compose file as processes: a PostgreSQL of its own, two silos, two API hosts.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    /// <summary>One school for each scenario, all of one trust.</summary>
    public static readonly string[] Schools = ["larkfield-high", "oakmere-primary", "brookside-primary"];

    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string auditFolder = Path.Combine(Directory.CreateTempSubdirectory("rm-cluster-").FullName, "audit");
    private readonly List<ServiceProcess> processes = [];
    private PrivatePostgres? postgres;
    private string connection = "";

    internal PrivatePostgres Postgres => postgres!;

    internal ServiceProcess[] Silos { get; private set; } = [];

    internal ServiceProcess[] Apis { get; private set; } = [];

    /// <summary>What all processes printed, for a failure's message.</summary>
    internal string Output => string.Join("\n----\n", processes.Select(process => process.Output));

    public async ValueTask InitializeAsync()
    {
        postgres = await PrivatePostgres.Start();
        connection = await postgres.NewDatabase();
        Silos = [StartSilo(), StartSilo()];
        Apis = [StartApi(), StartApi()];
        await Task.WhenAll(processes.Select(process => process.Ready()));
    }

    /// <summary>kill -9 a silo; a new one takes its place.</summary>
    internal async Task KillSilo(int number) => await Silos[number].Kill();

    internal async Task ReplaceSilo(int number)
    {
        Silos[number] = StartSilo();
        await Silos[number].Ready();
    }

    internal async Task<long> Count(string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>All that a thief of a backup would have: every table, jobs, states and membership among them.</summary>
    internal Task<string> Dump() => Postgres.Dump(connection);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(auditFolder)!, recursive: true);
    }

    private ServiceProcess StartSilo() => Start("Silo", new Dictionary<string, string>
    {
        ["ConnectionStrings__RiskMonitor"] = connection,
        ["Storage__MasterKey"] = key,
        ["Storage__AuditFolder"] = auditFolder,
        ["Silo__Address"] = "127.0.0.1",
        ["Silo__Port"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["Silo__GatewayPort"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["Jobs__Tick"] = "* * * * * *",
        ["Trusts__larkfield__0"] = Schools[0],
        ["Trusts__larkfield__1"] = Schools[1],
        ["Trusts__larkfield__2"] = Schools[2],
    });

    private ServiceProcess StartApi() => Start("Api", new Dictionary<string, string> { ["ConnectionStrings__RiskMonitor"] = connection });

    private ServiceProcess Start(string project, Dictionary<string, string> settings)
    {
        var process = ServiceProcess.Start(project, settings);
        processes.Add(process);
        return process;
    }
}
