using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace RiskMonitor.TestKit;

/// <summary>
/// A PostgreSQL cluster of its own for tests: made from the installed binaries in a temporary folder, reached by a
/// socket in that folder, with fsync on. It ends and its folder goes when the test process ends, even when it is killed.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PrivatePostgres>> SharedCluster = new(() => Start());

    // The shell outlives nobody: its input closes with the process that started it, and then it stops the server.
    // It holds no output of ours: a server that hangs would keep the pipe of a program that has died open.
    private const string Watchdog = """
        exec >/dev/null 2>&1
        trap : TERM INT HUP
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c unix_socket_permissions=0700 $3 >>"$2/log" 2>&1 & server=$!
        read -r last
        kill -INT $server 2>/dev/null; wait $server
        [ "$last" = keep ] || rm -rf "$2"
        """;

    private static int _databases;

    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _settings;
    private Process _watchdog;
    private bool _isKilled;

    private PrivatePostgres(string binaries, string folder, string settings)
    {
        (_binaries, _folder, _settings) = (binaries, folder, settings);
        _watchdog = Launch();
    }

    /// <summary>The cluster that all tests of this process share; started when first asked for.</summary>
    public static Task<PrivatePostgres> Shared => SharedCluster.Value;

    /// <summary>The process id of the server, for faults.</summary>
    public int ServerId => int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public string BinariesFolder => _binaries;

    /// <summary>Where the server keeps its files.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>Starts a cluster of one's own, for tests that break it.</summary>
    /// <param name="settings">More settings of the server, such as <c>-c max_connections=20</c>.</param>
    public static async Task<PrivatePostgres> Start(string settings = "-c max_connections=400")
    {
        var binaries = PostgresBinaries.Find();
        var folder = Directory.CreateTempSubdirectory("rm-pg-").FullName;
        await AsPostgres.GiveFolder(folder);
        await AsPostgres.Run(Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        var cluster = new PrivatePostgres(binaries, folder, settings);
        await cluster.WaitUntilReady();
        return cluster;
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = _folder, Username = "postgres", Database = database, IncludeErrorDetail = false }.ToString();

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await Execute($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>A dump of a database as text: all that a thief of the backup would have.</summary>
    public Task<string> Dump(string connectionString) => AsPostgres.Run(
        Path.Combine(_binaries, "pg_dump"), "-h", _folder, "-U", "postgres", new NpgsqlConnectionStringBuilder(connectionString).Database!);

    /// <summary>kill -9: the server and all its connections are gone at once.</summary>
    public async Task Kill()
    {
        // All of it: a backend that outlives the server for a moment keeps the shared memory, and no new server starts. Stopped first, it
        // makes no more of them while they are listed.
        var server = ServerId;
        Signals.Send("STOP", server);
        int[] processes = [server, .. Signals.ChildrenOf(server)];
        Signals.Send("KILL", processes);
        await StopWatchdog("keep");
        _isKilled = true;
        await Signals.WaitUntilGone(processes);
    }

    /// <summary>Starts the server again on the same data.</summary>
    public async Task Restart()
    {
        _watchdog = Launch();
        _isKilled = false;
        await WaitUntilReady();
    }

    /// <summary>The server hangs: it takes connections and answers nothing.</summary>
    public void Pause()
    {
        Signals.Send("STOP", ServerId);
        Signals.Send("STOP", Signals.ChildrenOf(ServerId));
    }

    public void Resume() => Signals.Send("CONT", [ServerId, .. Signals.ChildrenOf(ServerId)]);

    public async ValueTask DisposeAsync()
    {
        if (_isKilled)
            Directory.Delete(_folder, recursive: true);
        else
            await StopWatchdog("");
    }

    private async Task StopWatchdog(string last)
    {
        await _watchdog.StandardInput.WriteLineAsync(last);
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    private Process Launch()
    {
        var start = AsPostgres.Command("/bin/sh", "-c", Watchdog, "watchdog", _binaries, _folder, _settings);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    private async Task WaitUntilReady()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await Execute("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!patience.IsCancellationRequested && !_watchdog.HasExited)
            {
                // Starting up: ask again until it answers or the time is over.
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private async Task Execute(string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false }.ToString();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
