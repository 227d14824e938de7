using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains.Storage;

/// <summary>What is sealed of a journal entry: the length of its batch key (2 bytes, big-endian), the batch key, the body.</summary>
internal static class JournalBody
{
    public const int LongestKey = 256;

    public static byte[] Seal(SchoolKeyring ring, JournalEntry entry)
    {
        var key = Encoding.UTF8.GetBytes(entry.BatchKey);
        var plain = GC.AllocateUninitializedArray<byte>(2 + key.Length + entry.Body.Length);
        BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)key.Length);
        key.CopyTo(plain.AsSpan(2));
        entry.Body.Span.CopyTo(plain.AsSpan(2 + key.Length));
        return ring.Seal("journal", RowOf(entry.Position), plain);
    }

    public static JournalEntry Open(SchoolKeyring ring, EntryRow row)
    {
        var plain = ring.Open("journal", RowOf(row.Position), row.Body);
        var keyLength = BinaryPrimitives.ReadUInt16BigEndian(plain);
        return new(
            row.Position,
            new DateTimeOffset(row.ReceivedAt, TimeSpan.Zero),
            (EntryKind)row.Kind,
            Encoding.UTF8.GetString(plain, 2, keyLength),
            plain.AsMemory(2 + keyLength));
    }

    public static bool IsSame(SchoolKeyring ring, long position, byte[] body, long otherPosition, byte[] otherBody) =>
        ring.Open("journal", RowOf(position), body).AsSpan().SequenceEqual(ring.Open("journal", RowOf(otherPosition), otherBody));

    private static string RowOf(long position) => position.ToString(CultureInfo.InvariantCulture);
}
