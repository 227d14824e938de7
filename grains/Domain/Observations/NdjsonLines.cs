using System.Runtime.CompilerServices;

namespace RiskMonitor.Domain.Observations;

/// <summary>One line of a text and its number, from 1. The bytes hold until the next line is asked for.</summary>
public readonly record struct NumberedLine(long Number, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Cuts a stream into lines without ever holding more than one. Blank lines count and are not given. Of a line that is too long
/// only the beginning is given, longer than allowed by a little, so that whoever reads it says why it is refused.
/// </summary>
public static class NdjsonLines
{
    /// <param name="maximumLineBytes">The longest line that is given whole; the reader should refuse what is longer.</param>
    public static IEnumerable<NumberedLine> Read(Stream stream, int maximumLineBytes)
    {
        var lines = new LineBuffer(maximumLineBytes);
        for (var ended = false; !ended;)
        {
            var count = stream.Read(lines.Room().Span);
            ended = lines.Fill(count);
            while (lines.TryTake(out var line)) yield return line;
        }
    }

    /// <inheritdoc cref="Read"/>
    public static async IAsyncEnumerable<NumberedLine> ReadAsync(Stream stream, int maximumLineBytes, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var lines = new LineBuffer(maximumLineBytes);
        for (var ended = false; !ended;)
        {
            var count = await stream.ReadAsync(lines.Room(), cancellation).ConfigureAwait(false);
            ended = lines.Fill(count);
            while (lines.TryTake(out var line)) yield return line;
        }
    }
}
