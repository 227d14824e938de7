using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace RiskMonitor.Grains.Storage.Sqlite;

/// <summary>
/// Connections to one SQLite file: write-ahead log, every commit on disk, and one writer at a time, who is awaited
/// instead of polled for. Readers never wait. Give this, not a connection string, to whoever uses the file.
/// </summary>
/// <remarks>Without the gate SQLite's own waiting made the slowest of a hundred writes take seconds.</remarks>
public sealed class SqliteDataSource : DbDataSource
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public SqliteDataSource(string file)
    {
        File = Path.GetFullPath(file);
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = true, Pooling = true }.ToString();
        CreatePrivateFile();
        using var connection = OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteScalar();
    }

    public override string ConnectionString { get; }

    public string File { get; }

    protected override DbConnection CreateDbConnection() => new GatedConnection(ConnectionString, _gate);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var any = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(any);
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CreatePrivateFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(File, options).Dispose();
    }
}
