using System.Security.Cryptography;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>One data key with a cipher at hand. Safe for concurrent use.</summary>
internal sealed class DataKey(int id, byte[] key)
{
    // AesGcm is not safe for concurrent use: whoever takes the spare one owns it, everybody else makes their own.
    private AesGcm? _spare;

    public int Id { get; } = id;

    public byte[] Seal(ReadOnlySpan<byte> plain, string context)
    {
        var cipher = Take();
        var result = SealedBytes.Seal(cipher, Id, plain, context);
        GiveBack(cipher);
        return result;
    }

    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string context)
    {
        var cipher = Take();
        var result = SealedBytes.Open(cipher, sealedBytes, context);
        GiveBack(cipher);
        return result;
    }

    private AesGcm Take() => Interlocked.Exchange(ref _spare, null) ?? new AesGcm(key, AesGcm.TagByteSizes.MaxSize);

    private void GiveBack(AesGcm cipher)
    {
        if (Interlocked.CompareExchange(ref _spare, cipher, null) is not null)
            cipher.Dispose();
    }
}
