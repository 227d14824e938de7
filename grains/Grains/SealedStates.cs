using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Orleans.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Access;
using RiskMonitor.Grains.Colleagues;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Imports;
using RiskMonitor.Grains.Retention;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Grains.Walls;

namespace RiskMonitor.Grains;

/// <summary>
/// Seals anew what grains keep of a school in Orleans' own storage. A row keeps its version: what it says is the same, so a running grain that
/// read it before may write over it, and does so with the new key.
/// </summary>
public sealed class SealedStates(DbDataSource source, Serializer serializer)
{
    private const string Select = """
        SELECT GrainIdExtensionString AS Key, Version AS Version, PayloadBinary AS Payload FROM OrleansStorage
        WHERE GrainTypeString = @state AND (GrainIdExtensionString = @school OR substr(GrainIdExtensionString, 1, @length) = @prefix) AND PayloadBinary IS NOT NULL
        ORDER BY GrainIdExtensionString
        """;

    private const string Update = """
        UPDATE OrleansStorage SET PayloadBinary = @payload
        WHERE GrainTypeString = @state AND GrainIdExtensionString = @key AND Version = @version AND PayloadBinary = @old
        """;

    /// <summary>Every state sealed under a school's key: a test finds them by reflection and misses none.</summary>
    internal static ImmutableArray<Kind> Kinds { get; } =
    [
        new Kind<SchoolCheckpoint>("school-checkpoint", (school, _) => ("school-checkpoint", school), state => state.Sealed, (state, bytes) => state.Sealed = bytes),
        new Kind<SealedFeedState>("feed", (_, key) => ("feed", key), state => state.Sealed, (state, bytes) => state.Sealed = bytes),
        new Kind<SealedLedger>("concern-import", (school, _) => ("concern-import", school), state => state.Sealed, (state, bytes) => state.Sealed = bytes),
        new Kind<SealedCategories>("categories", (school, _) => ("categories", school), state => state.Sealed, (state, bytes) => state.Sealed = bytes),
        new Kind<SealedRetention>(RetentionGrain.Place, (school, _) => (RetentionGrain.Place, school), state => state.Sealed, (state, bytes) => state.Sealed = bytes),
        Kind<OfficerNoticesState>.OnceInClear(OfficerNoticesGrain.Place, state => state.Sealed, (state, bytes) => state.Sealed = bytes, state => state.Notices, state => state.Notices = []),
        Kind<ColleaguesState>.OnceInClear(ColleaguesGrain.Place, state => state.Sealed, (state, bytes) => state.Sealed = bytes, state => state.Grants, state => state.Grants = []),
        Kind<WallDisplaysState>.OnceInClear(WallDisplaysGrain.Place, state => state.Sealed, (state, bytes) => state.Sealed = bytes, state => state.Walls, state => state.Walls = []),
    ];

    /// <summary>Those under the trust's own key, which no school's rotation or shredding touches.</summary>
    internal static ImmutableArray<(string State, Type Type)> OfTheTrust { get; } = [("staff-settings", typeof(StaffSettingsState))];

    /// <returns>How many states were sealed anew.</returns>
    internal async Task<long> Reseal(SchoolKeyring ring, SchoolId school, CancellationToken cancellation)
    {
        var done = 0L;
        foreach (var kind in Kinds)
        {
            foreach (var row in await Rows(kind.State, school, cancellation))
            {
                if (kind.Resealed(serializer, ring, school.Value, row.Key, row.Payload) is { } payload)
                    done += await Replace(kind.State, row, payload, cancellation);
            }
        }

        return done;
    }

    /// <summary>How many states are still sealed with a key that is not the newest.</summary>
    internal async Task<long> CountOld(SchoolKeyring ring, SchoolId school, CancellationToken cancellation)
    {
        var old = 0L;
        foreach (var kind in Kinds)
            old += (await Rows(kind.State, school, cancellation)).Count(row => kind.Resealed(serializer, ring, school.Value, row.Key, row.Payload) is not null);
        return old;
    }

    private async Task<List<StateRow>> Rows(string state, SchoolId school, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var prefix = school.Value + "/";
        return (await connection.QueryAsync<StateRow>(new CommandDefinition(
            Select, new { state, school = school.Value, prefix, length = prefix.Length }, cancellationToken: cancellation))).AsList();
    }

    // Written by its grain since it was read: that was with the new key already.
    private async Task<int> Replace(string state, StateRow row, byte[] payload, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            Update, new { state, key = row.Key, version = row.Version, payload, old = row.Payload }, cancellationToken: cancellation));
    }

    /// <summary>One kind of state, by the name it is stored under.</summary>
    internal abstract record Kind(string State, Type Type)
    {
        /// <summary>Null: it is sealed with the newest key, or holds nothing. One that an older version left in clear is sealed.</summary>
        public abstract byte[]? Resealed(Serializer serializer, SchoolKeyring ring, string school, string key, byte[] payload);
    }

    private sealed record Kind<T>(string Name, Func<string, string, (string Table, string Row)> Place, Func<T, byte[]> Get, Action<T, byte[]> Set) : Kind(Name, typeof(T))
    {
        /// <summary>What an older version kept in clear, packed, and how it goes once it is sealed. Null: there was never any.</summary>
        private Func<T, byte[]?>? TakeClear { get; init; }

        /// <summary>A list of a school's that was not sealed before.</summary>
        public static Kind<T> OnceInClear<TItem>(string place, Func<T, byte[]> get, Action<T, byte[]> set, Func<T, ImmutableArray<TItem>> clear, Action<T> empty) =>
            new(place, (school, _) => (place, school), get, set)
            {
                TakeClear = state =>
                {
                    if (clear(state) is not { IsDefaultOrEmpty: false } items)
                        return null;
                    empty(state);
                    return CheckpointSeal.Packed(items);
                },
            };

        public override byte[]? Resealed(Serializer serializer, SchoolKeyring ring, string school, string key, byte[] payload)
        {
            var state = serializer.Deserialize<T>(payload) ?? throw new InvalidDataException($"The stored state {State} of {key} is empty.");
            var (table, row) = Place(school, key);
            var plain = Get(state).Length == 0 ? TakeClear?.Invoke(state) : ring.IsOld(Get(state)) ? ring.Open(table, row, Get(state)) : null;
            if (plain is null)
                return null;
            Set(state, ring.Seal(table, row, plain));
            return serializer.SerializeToArray(state);
        }
    }

    private sealed record StateRow
    {
        public string Key { get; init; } = "";

        public int Version { get; init; }

        public byte[] Payload { get; init; } = [];
    }
}
