using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>The stored form of sealed bytes: version (1), key id (4, big-endian), nonce (12), ciphertext, tag (16). AES-256-GCM.</summary>
internal static class SealedBytes
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int NonceAt = 5;
    private const int BodyAt = NonceAt + NonceLength;

    public const int Overhead = BodyAt + TagLength;

    public static byte[] Seal(byte[] key, int keyId, ReadOnlySpan<byte> plain, string context)
    {
        using var cipher = new AesGcm(key, TagLength);
        return Seal(cipher, keyId, plain, context);
    }

    public static byte[] Seal(AesGcm cipher, int keyId, ReadOnlySpan<byte> plain, string context)
    {
        var result = GC.AllocateUninitializedArray<byte>(plain.Length + Overhead);
        result[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(1), keyId);
        var nonce = result.AsSpan(NonceAt, NonceLength);
        // Random 96-bit nonces are safe up to 2^32 seals a key (NIST SP 800-38D, 8.3); a school's key seals a few
        // million rows in its 13 months, and no counter has to survive a crash or be shared between silos.
        RandomNumberGenerator.Fill(nonce);
        var body = result.AsSpan(BodyAt, plain.Length);
        cipher.Encrypt(nonce, plain, body, result.AsSpan(BodyAt + plain.Length), Encoding.UTF8.GetBytes(context));
        return result;
    }

    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedBytes, string context)
    {
        KeyIdOf(sealedBytes);
        using var cipher = new AesGcm(key, TagLength);
        return Open(cipher, sealedBytes, context);
    }

    /// <exception cref="AuthenticationTagMismatchException">Changed, moved from another row, or sealed with another key.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> sealedBytes, string context)
    {
        var plain = GC.AllocateUninitializedArray<byte>(sealedBytes.Length - Overhead);
        cipher.Decrypt(
            sealedBytes.Slice(NonceAt, NonceLength),
            sealedBytes.Slice(BodyAt, plain.Length),
            sealedBytes[^TagLength..],
            plain,
            Encoding.UTF8.GetBytes(context));
        return plain;
    }

    /// <exception cref="CryptographicException">These are not sealed bytes of a version we know.</exception>
    public static int KeyIdOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length >= Overhead && sealedBytes[0] == Version
            ? BinaryPrimitives.ReadInt32BigEndian(sealedBytes[1..])
            : throw new CryptographicException("Not sealed bytes of a known version.");
}
