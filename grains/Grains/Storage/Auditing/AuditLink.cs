using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>
/// A row's hash: SHA-256 over the hash before it and the row, each field after its length. Over the sealed body and not over what is in it,
/// so that a chain can still be checked when a school's keys are gone.
/// </summary>
internal static class AuditLink
{
    private const int Absent = -1;

    /// <summary>What the first row of a chain follows.</summary>
    public static byte[] Beginning(string tenant, string chain)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "RiskMonitor audit chain");
        Append(hash, tenant);
        Append(hash, chain);
        return hash.GetHashAndReset();
    }

    public static byte[] After(byte[] previous, AuditLine line)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, line.Chain);
        Append(hash, line.Sequence);
        Append(hash, line.At);
        Append(hash, line.Scope);
        Append(hash, line.Who);
        Append(hash, line.What);
        Append(hash, line.Subject);
        Append(hash, line.Body);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, byte[]? field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, field?.Length ?? Absent);
        hash.AppendData(length);
        hash.AppendData(field ?? []);
    }
}
