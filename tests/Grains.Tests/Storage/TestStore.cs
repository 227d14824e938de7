using System.Data.Common;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Silo.Sql;
using RiskMonitor.TestKit;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>A store on a database of its own, on either engine.</summary>
public sealed class TestStore : IAsyncDisposable
{
    internal static readonly byte[] Key = [.. Enumerable.Range(0, MasterKey.Length).Select(i => (byte)i)];

    private readonly PrivatePostgres? _cluster;
    private readonly string? _folder;
    private readonly string _auditFolder;

    private TestStore(StoreOptions options, PrivatePostgres? cluster, string? folder)
    {
        (Options, _cluster, _folder, _auditFolder) = (options, cluster, folder, options.AuditFolder!);
        Source = StoreSource.Open(options);
        Store = New();
    }

    public StoreOptions Options { get; }

    /// <summary>For looking at the tables, and for a second store on the same database.</summary>
    public DbDataSource Source { get; }

    public SchoolStore Store { get; private set; }

    public SchoolKeys Keys => new(Source, new MasterKey(Key), Options.Tenant, TimeProvider.System);

    public static async Task<TestStore> Open(Engine engine, Action<StoreOptions>? configure = null) =>
        await Open(engine == Engine.Postgres ? await PrivatePostgres.Shared : null, configure);

    public static async Task<TestStore> Open(PrivatePostgres? cluster, Action<StoreOptions>? configure = null)
    {
        var folder = cluster is null ? Directory.CreateTempSubdirectory("rm-store-").FullName : null;
        var options = new StoreOptions
        {
            ConnectionString = cluster is null ? null : await cluster.NewDatabase(),
            File = folder is null ? null : Path.Combine(folder, "store.db"),
            Tenant = "oakfield-trust",
            AuditFolder = Path.Combine(Directory.CreateTempSubdirectory("rm-audit-").FullName, "checkpoints"),
        };
        configure?.Invoke(options);
        var test = new TestStore(options, cluster, folder);
        await Migrations.Apply(test.Source, CancellationToken.None);
        return test;
    }

    /// <summary>As after a restart of the silo: nothing remembered.</summary>
    public async Task Restart()
    {
        await Store.DisposeAsync();
        Store = New();
    }

    /// <summary>A store whose writer lies about what it did.</summary>
    internal SchoolStore NewWith(Func<IGroupWriter, IGroupWriter> faulty) => new(
        Source, faulty(StoreSource.WriterOf(Source)), Keys, Options, TimeProvider.System, NullLogger<SchoolStore>.Instance);

    public SchoolStore New() => new(Source, Keys, Options, TimeProvider.System, NullLogger<SchoolStore>.Instance);

    public async Task<long> Count(string sql) => Convert.ToInt64(await Scalar(sql), System.Globalization.CultureInfo.InvariantCulture);

    public Task Execute(string sql) => Scalar(sql);

    private async Task<object?> Scalar(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <summary>All bytes of the database, as a thief of the disk or the backup would have them.</summary>
    public async Task<string> Dump()
    {
        if (_cluster is not null)
            return await _cluster.Dump(Options.ConnectionString!);
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(_folder!))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    /// <summary>Whether the bytes stand anywhere in the database's own files, free space and logs of SQLite too; PostgreSQL's write-ahead log is the server's.</summary>
    public bool FilesHold(byte[] bytes)
    {
        var folder = _folder ?? Path.Combine(_cluster!.DataFolder, "base", $"{Count("SELECT oid::bigint FROM pg_database WHERE datname = current_database()").GetAwaiter().GetResult()}");
        return Directory.GetFiles(folder).Any(file => Holds(file, bytes));
    }

    private static bool Holds(string path, byte[] bytes)
    {
        // A server's file may go while we look: then it holds nothing.
        if (!File.Exists(path))
            return false;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var all = new byte[stream.Length];
        var length = stream.ReadAtLeast(all, all.Length, throwOnEndOfStream: false);
        return all.AsSpan(0, length).IndexOf(bytes) >= 0;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Source.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        Directory.Delete(Path.GetDirectoryName(_auditFolder)!, recursive: true);
    }
}
