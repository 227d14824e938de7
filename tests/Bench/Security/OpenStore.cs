using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Postgres;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Bench.Security;

/// <summary>The journal as it would be without security: the same group commit and the same tables, bodies compressed and not sealed, no wall, no audit. In the bench only: the product has no such switch.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private const int Quality = 1;
    private const int Window = 16;

    private readonly NpgsqlDataSource source;
    private readonly GroupCommit commit;

    public OpenStore(NpgsqlDataSource source, SchoolKeys keys, StoreOptions options)
    {
        this.source = source;
        commit = new GroupCommit(new OpenWriter(source), new Unsettled(source, keys), options, TimeProvider.System, NullLogger<SchoolStore>.Instance);
    }

    public async Task Append(SchoolLease lease, JournalEntry entry)
    {
        var pending = new PendingEntry(lease, entry, SHA256.HashData(Encoding.UTF8.GetBytes(entry.BatchKey))[..SchoolKeyring.IndexLength], Packed(entry.Body.Span), CancellationToken.None)
        {
            Since = TimeProvider.System.GetTimestamp(),
        };
        commit.Enqueue(pending);
        await pending.Done;
    }

    /// <summary>The length of all bodies of a school, opened.</summary>
    public async Task<long> Read(SchoolId school, long upTo)
    {
        await using var connection = await source.OpenConnectionAsync();
        var bodies = await connection.QueryAsync<byte[]>("SELECT body FROM journal WHERE school = @school AND position <= @upTo ORDER BY position", new { school = school.Value, upTo });
        return bodies.Sum(body => (long)Expanded(body));
    }

    public async ValueTask DisposeAsync() => await commit.DisposeAsync();

    private static byte[] Packed(ReadOnlySpan<byte> body)
    {
        var packed = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            return BrotliEncoder.TryCompress(body, packed, out var written, Quality, Window) ? packed[..written] : throw new InvalidOperationException("Brotli wrote more than its maximum.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static int Expanded(byte[] body)
    {
        using var open = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        open.CopyTo(plain);
        return (int)plain.Length;
    }

    /// <summary>As <see cref="PostgresGroupWriter"/>, for journal rows only, without the wall.</summary>
    private sealed class OpenWriter(NpgsqlDataSource source) : IGroupWriter
    {
        private NpgsqlConnection? connection;

        public async Task<HashSet<PendingWrite>> Write(Group group, CancellationToken cancellation)
        {
            connection ??= await source.OpenConnectionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(PostgresRows.Append(group.Entries));
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var stored = new HashSet<PendingWrite>(ReferenceEqualityComparer.Instance);
            var entries = group.Entries.ToDictionary(entry => (entry.School.Value, entry.Position));
            while (await reader.ReadAsync(cancellation))
                stored.Add(entries[(reader.GetString(0), reader.GetInt64(1))]);
            return stored;
        }

        public bool IsRefusal(Exception failure) => false;

        public async ValueTask DisposeAsync()
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }
}
