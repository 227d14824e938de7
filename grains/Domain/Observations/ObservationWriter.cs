using System.Buffers;

namespace RiskMonitor.Domain.Observations;

/// <summary>Writes observations as canonical NDJSON, always with <c>receivedAt</c>. One to a thread; its buffers are reused.</summary>
public sealed class ObservationWriter
{
    /// <summary>Writes one line with its end.</summary>
    public void Write(Observation observation, IBufferWriter<byte> output) => throw new NotImplementedException($"{observation.Type} {output} {GetType()}");
}
