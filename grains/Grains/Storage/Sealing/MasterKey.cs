using System.Security.Cryptography;
using System.Text;

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
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length))));
            // A database sealed under a key that a power cut swallowed could never be read again.
            file.Flush(flushToDisk: true);
        }

        return FromFile(path);
    }

    internal byte[] Wrap(ReadOnlySpan<byte> dataKey, string context) => SealedBytes.Seal(_key, keyId: 0, dataKey, context);

    internal byte[] Unwrap(ReadOnlySpan<byte> wrapped, string context) => SealedBytes.Open(_key, wrapped, context);
}
