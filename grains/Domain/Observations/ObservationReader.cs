namespace RiskMonitor.Domain.Observations;

/// <summary>Reads one line of canonical NDJSON at a time. Not for two threads at once.</summary>
public sealed class ObservationReader(ReaderOptions options)
{
    /// <summary>Fields that nobody knew, over all lines read so far.</summary>
    public long UnknownFields { get; private set; }

    /// <param name="line">UTF-8 without the line's end.</param>
    /// <param name="lineNumber">From 1, repeated in a rejection.</param>
    /// <param name="receivedAt">The caller's clock.</param>
    public LineOutcome Read(ReadOnlyMemory<byte> line, long lineNumber, DateTimeOffset receivedAt) =>
        throw new NotImplementedException($"{options} {line.Length} {lineNumber} {receivedAt} {UnknownFields++}");
}
