using System.Security.Cryptography;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>The key that wraps the schools' data keys. It lives outside the database: in a file or in the environment.</summary>
public sealed class MasterKey
{
    public const int Length = 32;

    private readonly byte[] _key;

    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"A master key has {Length} bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Reads a key file; its text is 32 bytes as base64.</summary>
    public static MasterKey FromFile(string path) => FromText(File.ReadAllText(path));

    public static MasterKey FromText(string base64) => new(Convert.FromBase64String(base64.Trim()));

    /// <summary>Reads the key file, or makes one that only its owner can read. For the embedded mode; a cluster is given its key.</summary>
    public static MasterKey FromFileOrNew(string path)
    {
        SecretFile.MakeIfMissing(path, RandomNumberGenerator.GetBytes(Length));
        return FromFile(path);
    }

    internal byte[] Wrap(ReadOnlySpan<byte> dataKey, string context) => SealedBytes.Seal(_key, keyId: 0, dataKey, context);

    internal byte[] Unwrap(ReadOnlySpan<byte> wrapped, string context) => SealedBytes.Open(_key, wrapped, context);
}
