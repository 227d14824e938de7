using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>The data keys of every school, made when first asked for, kept wrapped by the master key. Safe for concurrent use.</summary>
public sealed class SchoolKeys(DbDataSource source, MasterKey master, string tenant, TimeProvider time)
{
    // Key 0 makes the blind indexes and is never rotated, or no row would be found again; 1 and above seal.
    private const int IndexKeyId = 0;
    private const int FirstSealKeyId = 1;

    /// <summary>In the place of keys that were destroyed: without it new ones would be made when next asked for.</summary>
    internal const int ShreddedId = -1;

    /// <summary>What concerns the whole trust is sealed with a key of its own; no school can have this id.</summary>
    private const string TrustScope = "*";

    // One keyring a school, about 1 KB each: bounded by the schools there are.
    private readonly ConcurrentDictionary<string, Loading> _rings = new(StringComparer.Ordinal);

    /// <summary>How long a keyring is used before it is read again: after twice as long, every silo knows of a new key, or that there is none any more.</summary>
    public static TimeSpan KnownFor { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The keyring of a school, or with null that of the trust.</summary>
    /// <exception cref="SchoolShreddedException">The keys were destroyed on purpose.</exception>
    public ValueTask<SchoolKeyring> Of(SchoolId? school, CancellationToken cancellation) => Of(school?.Value ?? TrustScope, cancellation);

    /// <summary>The keyring of what the audit trail says of a school: its rows are hashed as they are sealed, so they are never sealed again and keep their keys.</summary>
    public ValueTask<SchoolKeyring> OfAudit(SchoolId? school, CancellationToken cancellation) => Of(AuditScope(school?.Value ?? TrustScope), cancellation);

    internal static string AuditScope(string scope) => $"{scope}/audit";

    private async ValueTask<SchoolKeyring> Of(string scope, CancellationToken cancellation)
    {
        // The load is shared: one caller who gives up must not take it from the others.
        var ring = _rings.GetOrAdd(scope, static (name, keys) => keys.Begin(name), this);
        if (ring.Keys.IsValueCreated && ring.Keys.Value.IsCompleted && time.GetElapsedTime(ring.Since) > KnownFor)
        {
            _rings.TryUpdate(scope, Begin(scope), ring);
            ring = _rings.GetOrAdd(scope, static (name, keys) => keys.Begin(name), this);
        }

        if (ring.Keys.Value.IsCompletedSuccessfully)
            return ring.Keys.Value.Result;
        try
        {
            return await ring.Keys.Value.WaitAsync(cancellation);
        }
        catch when (ring.Keys.Value.IsFaulted)
        {
            _rings.TryRemove(new(scope, ring));
            throw;
        }
    }

    private Loading Begin(string scope) => new(new(() => Load(scope)), time.GetTimestamp());

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

        if (stored.Exists(row => row.Id == ShreddedId))
            throw new SchoolShreddedException(scope.Split('/')[0]);
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

    internal static string ContextOf(string tenant, string scope, int keyId) => $"{tenant}|{scope}|school_key|{keyId}";

    private string ContextOf(string scope, int keyId) => ContextOf(tenant, scope, keyId);

    private sealed record Loading(Lazy<Task<SchoolKeyring>> Keys, long Since);

    private sealed record StoredKey
    {
        public int Id { get; init; }

        public byte[] Wrapped { get; init; } = [];
    }
}
