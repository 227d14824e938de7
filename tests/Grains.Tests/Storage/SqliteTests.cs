using Microsoft.Data.Sqlite;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sqlite;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

public sealed class SqliteTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_connection_writes_ahead_and_flushes_each_commit()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);

        Assert.Equal(2, await test.Count("PRAGMA synchronous"));
        Assert.Equal(5000, await test.Count("PRAGMA busy_timeout"));
        Assert.Equal(1, await test.Count("PRAGMA foreign_keys"));
        Assert.Equal(1, await test.Count("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(((SqliteDataSource)test.Source).File));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_a_writer()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await test.Store.Append(lease, Entry(1), Now);
        await using var writer = await test.Source.OpenConnectionAsync(Now);
        await using var transaction = await writer.BeginTransactionAsync(Now);

        var append = test.Store.Append(lease, Entry(2), Now);
        var read = await test.Store.All(Oakfield);

        Assert.Single(read);
        Assert.False(append.IsCompleted);
        await transaction.CommitAsync(Now);
        await writer.CloseAsync();
        await append;
    }

    [Fact]
    public async Task Many_writers_take_turns_and_none_is_told_that_the_file_is_busy()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        await test.Execute("CREATE TABLE turn (n INTEGER)");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => test.Execute($"INSERT INTO turn VALUES ({number})"))));

        Assert.Equal(200, await test.Count("SELECT count(*) FROM turn"));
    }

    [Fact]
    public async Task A_foreign_writer_of_the_file_delays_a_commit_but_does_not_lose_it()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        var lease = await test.Store.TakeOver(Oakfield, Now);
        await using var foreign = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = test.Options.File, Pooling = false }.ToString());
        await foreign.OpenAsync(Now);
        await using var transaction = foreign.BeginTransaction(deferred: false);

        var append = test.Store.Append(lease, Entry(1), Now);
        await transaction.CommitAsync(Now);

        Assert.Equal(new AppendResult(1, AlreadyAppended: false), await append);
    }
}
