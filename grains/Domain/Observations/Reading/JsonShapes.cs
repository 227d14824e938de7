using System.Buffers.Text;

namespace RiskMonitor.Domain.Observations;

/// <summary>The two shapes of time in the canonical input, as strictly as it states them.</summary>
internal static class JsonShapes
{
    /// <summary><c>yyyy-MM-dd</c> and a day that exists; a school date knows no time and no zone.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>RFC 3339 says seconds and an offset; the runtime's parser would take a time without one as local.</summary>
    public static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= 20 && text[10] == 'T' && text[16] == ':' && (text[^1] == 'Z' || (text[^6] is (byte)'+' or (byte)'-' && text[^3] == ':'));

    private static bool Digits(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var read) && read == text.Length && text[0] is >= (byte)'0' and <= (byte)'9';
}
