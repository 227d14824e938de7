using System.Text;

namespace RiskMonitor.Domain.Observations;

/// <summary>Remembers short texts that come again and again (ids, codes), so that a register of thirty marks makes no thirty copies of its school.</summary>
/// <remarks>Direct-mapped and of fixed size: a clash costs a copy, never an answer.</remarks>
internal sealed class TextCache
{
    private const int Slots = 2048;

    private readonly string?[] slots = new string?[Slots];

    /// <param name="utf8">Plain ASCII or any valid UTF-8, already unescaped.</param>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        ref var slot = ref slots[Slot(utf8)];
        if (slot is not null && slot.Length == utf8.Length && Ascii.Equals(utf8, slot)) return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var octet in utf8) hash = (hash ^ octet) * 16777619u;
        return (int)((hash ^ (hash >> 15)) & (Slots - 1));
    }
}
