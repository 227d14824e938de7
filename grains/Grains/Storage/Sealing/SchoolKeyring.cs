using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>
/// Seals and opens what is stored of one school, and makes blind indexes for it. Safe for concurrent use.
/// Sealed bytes open only in the table and row they were sealed for.
/// </summary>
public sealed class SchoolKeyring
{
    public const int IndexLength = 16;

    private readonly string _context;
    private readonly byte[] _indexKey;
    private readonly FrozenDictionary<int, DataKey> _keys;
    private readonly DataKey _current;

    internal SchoolKeyring(string context, byte[] indexKey, IReadOnlyCollection<DataKey> keys)
    {
        _context = context;
        _indexKey = indexKey;
        _keys = keys.ToFrozenDictionary(key => key.Id);
        _current = keys.MaxBy(key => key.Id)!;
    }

    /// <summary>Whether these bytes are sealed with an older key than what is sealed now.</summary>
    internal bool IsOld(ReadOnlySpan<byte> sealedBytes) => SealedBytes.KeyIdOf(sealedBytes) < _current.Id;

    internal bool HasOldKeys => _keys.Count > 1;

    public byte[] Seal(string table, string row, ReadOnlySpan<byte> plain) => _current.Seal(plain, ContextOf(table, row));

    /// <exception cref="SealBrokenException">The bytes were changed, moved from elsewhere, or sealed with a key that is gone.</exception>
    public byte[] Open(string table, string row, ReadOnlySpan<byte> sealedBytes)
    {
        try
        {
            return _keys.TryGetValue(SealedBytes.KeyIdOf(sealedBytes), out var key)
                ? key.Open(sealedBytes, ContextOf(table, row))
                : throw new CryptographicException("The key is gone.");
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException(ContextOf(table, row), broken);
        }
    }

    /// <summary>A keyed fingerprint by which a row can be found and kept unique without telling what it is about.</summary>
    public byte[] Index(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_indexKey, Encoding.UTF8.GetBytes(text), hash);
        return hash[..IndexLength].ToArray();
    }

    private string ContextOf(string table, string row) => $"{_context}|{table}|{row}";
}

/// <summary>Stored bytes could not be opened: changed, moved from another row, or sealed with a key that is gone.</summary>
public sealed class SealBrokenException(string place, Exception inner) : Exception($"The seal at {place} is broken.", inner);
