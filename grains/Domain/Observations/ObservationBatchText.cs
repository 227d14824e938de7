namespace RiskMonitor.Domain.Observations;

/// <summary>A batch of observations as the journal's body: UTF-8 lines, runs of one register's marks as one line.</summary>
public static class ObservationBatchText
{
    public static byte[] Write(IReadOnlyList<Observation> observations) => throw new NotImplementedException($"{observations.Count}");

    /// <exception cref="InvalidDataException">The body is not one we wrote.</exception>
    public static IReadOnlyList<Observation> Read(ReadOnlyMemory<byte> body) => throw new NotImplementedException($"{body.Length}");
}
