using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>The data keys of every school, made when first asked for, kept wrapped by the master key. Safe for concurrent use.</summary>
public sealed class SchoolKeys(DbDataSource source, MasterKey master, string tenant, TimeProvider time)
{
    // Key 0 makes the blind indexes and is never rotated, or no row would be found again; 1 and above seal.
    private const int IndexKeyId = 0;
    private const int FirstSealKeyId = 1;

    /// <summary>What concerns the whole trust is sealed with a key of its own; no school can have this id.</summary>
    private const string TrustScope = "*";

    // One keyring a school, about 1 KB each: bounded by the schools there are.
    private readonly ConcurrentDictionary<string, Lazy<Task<SchoolKeyring>>> _rings = new(StringComparer.Ordinal);

    /// <summary>The keyring of a school, or with null that of the trust.</summary>
    public ValueTask<SchoolKeyring> Of(SchoolId? school, CancellationToken cancellation) => Of(school?.Value ?? TrustScope, cancellation);

    /// <summary>The keyring of what the audit trail says of a school: its rows are hashed as they are sealed, so they are never sealed again and keep their keys.</summary>
    public ValueTask<SchoolKeyring> OfAudit(SchoolId? school, CancellationToken cancellation) => Of($"{school?.Value ?? TrustScope}/audit", cancellation);

    private async ValueTask<SchoolKeyring> Of(string scope, CancellationToken cancellation)
    {
        // The load is shared: one caller who gives up must not take it from the others.
        var ring = _rings.GetOrAdd(scope, static (name, keys) => new(() => keys.Load(name)), this);
        if (ring.Value.IsCompletedSuccessfully)
            return ring.Value.Result;
        try
        {
            return await ring.Value.WaitAsync(cancellation);
        }
        catch when (ring.Value.IsFaulted)
        {
            _rings.TryRemove(new(scope, ring));
            throw;
        }
    }

    private async Task<SchoolKeyring> Load(string scope)
    {
        await using var connection = await source.OpenConnectionAsync();
        var stored = await Stored(connection, scope);
        if (stored.Count == 0)
        {
            await connection.ExecuteAsync(CommonSql.InsertKeys, new
            {
                scope,
                index = master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), ContextOf(scope, IndexKeyId)),
                seal = master.Wrap(RandomNumberGenerator.GetBytes(MasterKey.Length), ContextOf(scope, FirstSealKeyId)),
                at = time.GetUtcNow().UtcTicks,
            });
            // Another silo may have been first: what is stored counts.
            stored = await Stored(connection, scope);
        }

        var keys = stored.ToDictionary(row => row.Id, row => Unwrapped(scope, row));
        return new SchoolKeyring(
            $"{tenant}|{scope}",
            keys[IndexKeyId],
            [.. keys.Where(key => key.Key >= FirstSealKeyId).Select(key => new DataKey(key.Key, key.Value))]);
    }

    private static async Task<List<StoredKey>> Stored(DbConnection connection, string scope) =>
        (await connection.QueryAsync<StoredKey>(CommonSql.SelectKeys, new { scope })).AsList();

    private byte[] Unwrapped(string scope, StoredKey row)
    {
        try
        {
            return master.Unwrap(row.Wrapped, ContextOf(scope, row.Id));
        }
        catch (CryptographicException wrong)
        {
            throw new SealBrokenException($"{ContextOf(scope, row.Id)} (is this the master key of this database?)", wrong);
        }
    }

    private string ContextOf(string scope, int keyId) => $"{tenant}|{scope}|school_key|{keyId}";

    private sealed record StoredKey
    {
        public int Id { get; init; }

        public byte[] Wrapped { get; init; } = [];
    }
}
