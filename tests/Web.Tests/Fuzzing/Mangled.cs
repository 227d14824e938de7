using System.Text;

namespace RiskMonitor.Web.Tests.Fuzzing;

/// <summary>Good input that something has been done to, or noise.</summary>
internal static class Mangled
{
    /// <summary>A word that is in no other text: where it turns up in a refusal, the refusal repeats what was sent.</summary>
    public const string Secret = "Quillfeather";

    // What breaks readers: quotation marks, line ends, delimiters, marks of encodings, numbers and dates at their edges, and bytes that are no text.
    private static readonly byte[][] Pieces =
    [
        .. ((string[])["\"", "\"\"", "\\", "\\u0000", "{", "}", "[", "]", ":", ",", ";", "|", "\t", "\r\n", "\r", "\0", "null", "true", "-1", "1e999", "0.5", "31/02/2026", "2026-02-31", "2026-03-29T01:30:00",
            "0001-01-01", "9999-12-31T23:59:59Z", "+14:00", "=HYPERLINK(1)", "'", "é", "\uFEFF", "\U0001F600", "%00", "%2e%2e%2f", "../", new string('9', 400), new string('a', 300), new string('[', 200), "  "])
            .Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0x81], [0x1B],
    ];

    public static byte[] Of(byte[] good, Random random)
    {
        if (random.Next(10) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = good.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            var piece = Pieces[random.Next(Pieces.Length)];
            if (random.Next(3) > 0)
                bytes.InsertRange(at, piece);
            else if (at < bytes.Count && random.Next(2) == 0)
                bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
            else if (at < bytes.Count)
                bytes[at] = (byte)random.Next(256);
        }

        return [.. bytes];
    }

    /// <summary>The same as one line of text that can stand in a header or an address.</summary>
    public static string Text(string good, Random random) =>
        string.Concat(Encoding.Latin1.GetString(Of(Encoding.UTF8.GetBytes(good), random)).Where(letter => letter is > ' ' and < '\u007F'));
}
