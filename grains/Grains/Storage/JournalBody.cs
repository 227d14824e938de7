using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>
/// What is sealed of a journal entry: the length of its batch key (2 bytes, big-endian), the length of its body (4),
/// the batch key, the body as Brotli.
/// </summary>
/// <remarks>A register as NDJSON shrinks nine times in 5 µs, which saves the database three times as much per row.</remarks>
internal static class JournalBody
{
    public const int LongestKey = 256;

    private const int Header = 6;
    private const int Quality = 1;
    private const int Window = 16;

    public static byte[] Seal(SchoolKeyring ring, JournalEntry entry)
    {
        var keyLength = Encoding.UTF8.GetByteCount(entry.BatchKey);
        var bodyAt = Header + keyLength;
        var plain = ArrayPool<byte>.Shared.Rent(bodyAt + BrotliEncoder.GetMaxCompressedLength(entry.Body.Length));
        try
        {
            BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)keyLength);
            BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(2), entry.Body.Length);
            Encoding.UTF8.GetBytes(entry.BatchKey, plain.AsSpan(Header));
            if (!BrotliEncoder.TryCompress(entry.Body.Span, plain.AsSpan(bodyAt), out var written, Quality, Window))
                throw new InvalidOperationException("Brotli wrote more than its maximum.");
            return ring.Seal("journal", RowOf(entry.Position), plain.AsSpan(0, bodyAt + written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }

    /// <exception cref="SealBrokenException">The row was changed or moved.</exception>
    public static JournalEntry Open(SchoolKeyring ring, EntryRow row)
    {
        var plain = ring.Open("journal", RowOf(row.Position), row.Body);
        var keyLength = BinaryPrimitives.ReadUInt16BigEndian(plain);
        return new(
            row.Position,
            new DateTimeOffset(row.ReceivedAt, TimeSpan.Zero),
            (EntryKind)row.Kind,
            Encoding.UTF8.GetString(plain, Header, keyLength),
            Expand(plain.AsSpan(Header + keyLength), BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(2))));
    }

    public static bool IsSame(SchoolKeyring ring, long position, byte[] body, EntryRow other) =>
        Open(ring, new EntryRow { Position = position, Body = body }).Body.Span.SequenceEqual(Open(ring, other).Body.Span);

    private static byte[] Expand(ReadOnlySpan<byte> compressed, int length)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        return BrotliDecoder.TryDecompress(compressed, body, out var written) && written == length
            ? body
            : throw new InvalidDataException("A journal body does not expand to its length.");
    }

    private static string RowOf(long position) => position.ToString(CultureInfo.InvariantCulture);
}
