using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// Takes wrapped keys out of the database's own files. A DELETE alone leaves them in free space, where whoever has the disk and the master key
/// finds them again.
/// </summary>
internal static class KeyErasure
{
    private const string Insert = "INSERT INTO school_key (scope, key_id, wrapped, created_at) VALUES (@scope, @id, @none, @at)";

    /// <summary>A checkpoint writes down all that the server has in memory, and a file written anew is as long as it is.</summary>
    private const int LongestSeconds = 600;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="tries">How often the log of a file that others use is tried to be emptied; each try waits for them for a while.</param>
    /// <returns>What could not be destroyed and what to do about it; null when nothing stands in the database's own files any more.</returns>
    public static async Task<string?> Run(DbDataSource source, string[] scopes, TimeProvider time, int tries, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (source is NpgsqlDataSource)
        {
            var change = await MakeTableAnew(connection, scopes, now, cancellation);
            return await FilesOfPostgres(connection, change, tries);
        }

        await Overwrite(connection, scopes, now, cancellation);
        return await FileOfSqlite(connection, time, tries, cancellation);
    }

    // Zeroes what is deleted; the random bytes before it are for a file system that would keep a page that did not change.
    private static async Task Overwrite(DbConnection connection, string[] scopes, DateTimeOffset now, CancellationToken cancellation)
    {
        await connection.ExecuteAsync("PRAGMA secure_delete = ON");
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var scope in scopes)
        {
            var noise = RandomNumberGenerator.GetBytes(MasterKey.Length + SealedBytes.Overhead);
            await connection.ExecuteAsync("UPDATE school_key SET wrapped = @noise WHERE scope = @scope", new { noise, scope }, transaction);
            await connection.ExecuteAsync("DELETE FROM school_key WHERE scope = @scope", new { scope }, transaction);
        }

        await Mark(connection, transaction, scopes, now);
        await transaction.CommitAsync(cancellation);
    }

    // Copies from before, when a page of the table was split or given back, are in free space anywhere: only a file written anew has none.
    private static async Task<string?> FileOfSqlite(DbConnection connection, TimeProvider time, int tries, CancellationToken cancellation)
    {
        try
        {
            await connection.ExecuteAsync("VACUUM", commandTimeout: LongestSeconds);
            for (var left = tries; left > 0; left--)
            {
                if (await connection.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
                    return null;
                // A try keeps writers out while it waits for readers; until they have had their turn the next would wait for the same ones.
                if (left == 1 || !await Paused(time, cancellation))
                    break;
            }

            return "The write-ahead log of the database file could not be emptied, somebody was reading; it still holds the wrapped keys. Run this command again, at best with the service stopped.";
        }
        catch (DbException trouble)
        {
            // Nothing is lost: the keys are gone for the program, and whoever asked is told what is left and what to do.
            return $"The database file could not be written anew ({trouble.Message}), so wrapped keys may still stand in its free space. Run this command again, at best with the service stopped.";
        }
    }

    // Who stops it is told what is left, as when it was tried often enough.
    private static async Task<bool> Paused(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Pause, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // An emptied table has a new file, whatever others still look at: after VACUUM the rows that an older transaction may see would be there again.
    private static async Task<string> MakeTableAnew(DbConnection connection, string[] scopes, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("LOCK TABLE school_key IN ACCESS EXCLUSIVE MODE", transaction: transaction);
        await connection.ExecuteAsync("CREATE TEMPORARY TABLE kept_key ON COMMIT DROP AS SELECT * FROM school_key WHERE scope <> ALL (@scopes)", new { scopes }, transaction);
        await connection.ExecuteAsync("""
            TRUNCATE school_key;
            -- The planner's statistics hold values of the column as they are: a column whose type is set loses them, and with 0 it gets no new ones.
            ALTER TABLE school_key ALTER COLUMN wrapped SET STATISTICS 0, ALTER COLUMN wrapped TYPE bytea;
            INSERT INTO school_key (scope, key_id, wrapped, created_at) SELECT scope, key_id, wrapped, created_at FROM kept_key
            """, transaction: transaction);
        await Mark(connection, transaction, scopes, now);
        var change = await connection.ExecuteScalarAsync<string>("SELECT pg_current_xact_id()::xid::text", transaction: transaction);
        await transaction.CommitAsync(cancellation);
        return change!;
    }

    // What a transaction that began before the change may still see is kept by whoever writes a table anew: a backup under way, a report.
    private static async Task<bool> IsSeenByNobody(DbConnection connection, string change, int tries)
    {
        const string Older = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) >= age(@change::xid)";
        for (var left = tries; left > 0; left--)
        {
            if (await connection.ExecuteScalarAsync<long>(Older, new { change }) == 0)
                return true;
            await connection.ExecuteAsync("SELECT pg_sleep(1)");
        }

        return false;
    }

    private static async Task<string?> FilesOfPostgres(DbConnection connection, string change, int tries)
    {
        const string StatisticsFile = "SELECT pg_relation_filenode('pg_catalog.pg_statistic')::bigint";
        try
        {
            if (!await IsSeenByNobody(connection, change, tries))
                return "A transaction that began earlier still looks at the database (a backup, a report), so the planner's statistics may still hold wrapped keys. Run this command again when it has ended.";
            var before = await connection.ExecuteScalarAsync<long>(StatisticsFile);
            await connection.ExecuteAsync("VACUUM (FULL) pg_catalog.pg_statistic", commandTimeout: LongestSeconds);
            if (await connection.ExecuteScalarAsync<long>(StatisticsFile) == before)
                return "The account may not write the planner's statistics anew, which may hold wrapped keys. Let the owner of the database run: VACUUM (FULL) pg_catalog.pg_statistic; CHECKPOINT";
            // With the semicolon, or Dapper takes the one word for the name of a procedure. The old files go, and old segments of the write-ahead log are given back.
            await connection.ExecuteAsync("CHECKPOINT;", commandTimeout: LongestSeconds);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return "The account may not make a checkpoint, so the old files go with the server's next one. Let an administrator run: CHECKPOINT";
        }
        catch (DbException trouble)
        {
            // Nothing is lost: the keys are gone from the table and its file, and whoever asked is told what is left.
            return string.Create(CultureInfo.InvariantCulture, $"Old files could not be cleared away ({trouble.Message}). Run this command again.");
        }
    }

    private static async Task Mark(DbConnection connection, DbTransaction transaction, string[] scopes, DateTimeOffset now)
    {
        foreach (var scope in scopes)
            await connection.ExecuteAsync(Insert, new { scope, id = SchoolKeys.ShreddedId, none = Array.Empty<byte>(), at = now.UtcTicks }, transaction);
    }
}
