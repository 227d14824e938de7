using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>What is done to keys at the console: a new data key for a school, another master key, and the destruction of a school's keys.</summary>
public sealed class KeyChange(DbDataSource source, MasterKey master, StoreOptions options, TimeProvider time, SealedStates states)
{
    private const int Page = 256;
    private const int TriesToEmptyTheLog = 12;

    /// <summary>
    /// A new key seals from now on, and every row of journal, alerts, outbox and decisions and every state of a grain is sealed anew. May run beside the service, be stopped and run
    /// again: a change that was begun is gone on with. Older keys stay, for backups; nothing that is stored now needs them, and the count of what still does is told.
    /// </summary>
    /// <param name="wait">Until every running silo knows of the new key: twice <see cref="SchoolKeys.KnownFor"/>; zero when the service is stopped.</param>
    /// <returns>How many rows were sealed anew.</returns>
    public async Task<long> Rotate(SchoolId school, bool goOn, TimeSpan wait, Action<string, long> progress, CancellationToken cancellation)
    {
        var before = await Keys().Of(school, cancellation);
        if (!goOn || !before.HasOldKeys)
            await AddKey(school, cancellation);
        await Task.Delay(wait, time, cancellation);
        var ring = await Keys().Of(school, cancellation);
        var rows = await Reseal(ring, school, "journal", "position", progress, cancellation)
            + await Reseal(ring, school, "transition", "update_number", progress, cancellation)
            + await Reseal(ring, school, "outbox", "update_number", progress, cancellation)
            + await ResealDecisions(ring, school, progress, cancellation);
        return rows + await ResealStates(ring, school, progress, cancellation);
    }

    /// <summary>Destroys the keys of a school, those of its audit rows too, in the files of the database as well. There is no way back. May be run again.</summary>
    /// <param name="tries">How often SQLite's log is tried to be emptied, while others read it.</param>
    /// <returns>What of the database's own files could not be cleared, in words; null when nothing is left there.</returns>
    public Task<string?> Shred(SchoolId school, CancellationToken cancellation, int tries = TriesToEmptyTheLog) =>
        KeyErasure.Run(source, [school.Value, SchoolKeys.AuditScope(school.Value)], time, tries, cancellation);

    /// <summary>Wraps every data key with another master key, all or none. The service must be stopped and started with the new one.</summary>
    /// <returns>How many keys.</returns>
    public async Task<int> Rewrap(MasterKey next, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var keys = (await connection.QueryAsync<WrappedKey>(
            "SELECT scope AS Scope, key_id AS Id, wrapped AS Wrapped FROM school_key WHERE key_id >= 0", transaction: transaction)).AsList();
        foreach (var key in keys)
        {
            var context = SchoolKeys.ContextOf(options.Tenant, key.Scope, key.Id);
            var wrapped = next.Wrap(master.Unwrap(key.Wrapped, context), context);
            await connection.ExecuteAsync("UPDATE school_key SET wrapped = @wrapped WHERE scope = @Scope AND key_id = @Id", new { wrapped, key.Scope, key.Id }, transaction);
        }

        await transaction.CommitAsync(cancellation);
        return keys.Count;
    }

    private SchoolKeys Keys() => new(source, master, options.Tenant, time);

    private async Task AddKey(SchoolId school, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var id = 1 + await connection.ExecuteScalarAsync<int>("SELECT max(key_id) FROM school_key WHERE scope = @scope", new { scope = school.Value });
        // Two at once: one of them is refused by the table, and goes on with the other's when it is run again.
        await connection.ExecuteAsync("INSERT INTO school_key (scope, key_id, wrapped, created_at) VALUES (@scope, @id, @wrapped, @at)", new
        {
            scope = school.Value,
            id,
            wrapped = master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), SchoolKeys.ContextOf(options.Tenant, school.Value, id)),
            at = time.GetUtcNow().UtcTicks,
        });
    }

    private async Task<long> Reseal(SchoolKeyring ring, SchoolId school, string table, string number, Action<string, long> progress, CancellationToken cancellation)
    {
        var channel = table == "outbox" ? "channel" : "''";
        var (after, done) = (new SealedRow(), 0L);
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var rows = (await connection.QueryAsync<SealedRow>(
                $"SELECT {number} AS Number, {channel} AS Channel, body AS Body FROM {table} WHERE school = @school AND ({number} > @after OR ({number} = @after AND {channel} > @channel)) ORDER BY 1, 2 LIMIT {Page}",
                new { school = school.Value, after = after.Number, channel = after.Channel }, transaction)).AsList();
            foreach (var row in rows.Where(row => ring.IsOld(row.Body)))
            {
                var place = table == "outbox" ? SealedOutcome.OutboxRowOf(row.Number, row.Channel) : SealedOutcome.RowOf(row.Number);
                var body = ring.Seal(table, place, ring.Open(table, place, row.Body));
                done += await connection.ExecuteAsync(
                    $"UPDATE {table} SET body = @body WHERE school = @school AND {number} = @number AND {channel} = @channel AND body = @old",
                    new { body, school = school.Value, number = row.Number, channel = row.Channel, old = row.Body }, transaction);
            }

            await transaction.CommitAsync(cancellation);
            progress(table, done);
            if (rows.Count < Page)
                return done;
            after = rows[^1];
        }
    }

    // At most one row a pupil: a school's fit in memory.
    private async Task<long> ResealDecisions(SchoolKeyring ring, SchoolId school, Action<string, long> progress, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var rows = (await connection.QueryAsync<SealedDecision>("SELECT subject AS Subject, body AS Body FROM decision WHERE school = @school", new { school = school.Value })).AsList();
        var done = 0L;
        foreach (var row in rows.Where(row => ring.IsOld(row.Body)))
        {
            var place = DecisionStore.RowOf(row.Subject);
            var body = ring.Seal(DecisionStore.Table, place, ring.Open(DecisionStore.Table, place, row.Body));
            done += await connection.ExecuteAsync(
                "UPDATE decision SET body = @body WHERE school = @school AND subject = @subject AND body = @old", new { body, school = school.Value, subject = row.Subject, old = row.Body });
        }

        progress(DecisionStore.Table, done);
        return done;
    }

    private async Task<long> ResealStates(SchoolKeyring ring, SchoolId school, Action<string, long> progress, CancellationToken cancellation)
    {
        var done = await states.Reseal(ring, school, cancellation);
        progress("states", done);
        var old = await states.CountOld(ring, school, cancellation);
        return old == 0 ? done : throw new InvalidOperationException($"{old} states of {school} were written with the old key meanwhile. Run it again with --continue.");
    }

    private sealed record SealedDecision
    {
        public byte[] Subject { get; init; } = [];

        public byte[] Body { get; init; } = [];
    }

    private sealed record SealedRow
    {
        public long Number { get; init; }

        public string Channel { get; init; } = "";

        public byte[] Body { get; init; } = [];
    }

    private sealed record WrappedKey
    {
        public string Scope { get; init; } = "";

        public int Id { get; init; }

        public byte[] Wrapped { get; init; } = [];
    }
}
