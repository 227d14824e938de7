namespace RiskMonitor.Domain.Observations;

/// <summary>The part of a stream between the last line's end and what has been read; bounded by the longest line.</summary>
internal sealed class LineBuffer(int maximumLineBytes)
{
    private const int Smallest = 16 * 1024;

    // One more than the longest line and its carriage return: enough to see that a line is too long.
    private readonly int most = Most(maximumLineBytes);

    private byte[] buffer = new byte[Math.Min(Smallest, Most(maximumLineBytes))];
    private int start;
    private int end;
    private long number;
    private bool skipping;
    private bool ended;

    /// <summary>Where to read to; never empty.</summary>
    public Memory<byte> Room()
    {
        if (end == buffer.Length)
        {
            var larger = start == 0 ? new byte[Math.Min(most, buffer.Length * 2L)] : buffer;
            buffer.AsSpan(start, end - start).CopyTo(larger);
            (buffer, end, start) = (larger, end - start, 0);
        }

        return buffer.AsMemory(end);
    }

    /// <param name="count">How many bytes were read; 0 at the end of the stream.</param>
    /// <returns>Whether that was the end.</returns>
    public bool Fill(int count)
    {
        end += count;
        return ended = count == 0;
    }

    public bool TryTake(out NumberedLine line)
    {
        while (TryCut(out var bytes))
        {
            if (skipping)
            {
                skipping = false;
                continue;
            }

            number++;
            if (bytes.Span is [.., (byte)'\r']) bytes = bytes[..^1];
            line = new NumberedLine(number, bytes);
            if (!bytes.Span.ContainsAnyExcept(" \t"u8)) continue;
            return true;
        }

        return TooLong(out line);
    }

    private static int Most(int maximumLineBytes) => (int)Math.Min(maximumLineBytes + 2L, Array.MaxLength);

    private bool TryCut(out ReadOnlyMemory<byte> bytes)
    {
        var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        var whole = length >= 0;
        if (!whole && ended) length = end - start;
        bytes = buffer.AsMemory(start, Math.Max(length, 0));
        if (!whole && (!ended || length == 0)) return false;
        start += length + (whole ? 1 : 0);
        return true;
    }

    private bool TooLong(out NumberedLine line)
    {
        line = default;
        var full = end - start >= most;
        if (!full && !skipping) return false;
        var beginning = buffer.AsMemory(start, end - start);
        start = end;
        if (skipping) return false;
        skipping = true;
        line = new NumberedLine(++number, beginning);
        return true;
    }
}
