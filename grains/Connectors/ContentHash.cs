using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors;

/// <summary>Tells a change from a repeat: the same facts give the same number, whatever the source's "updated" says.</summary>
internal static class ContentHash
{
    /// <param name="recordedAtCounts">False where <see cref="Observation.RecordedAt"/> is derived from the source's "updated".</param>
    /// <param name="revision">Tells two appearances of the same content apart when something else stood between them.</param>
    public static ulong Of(ImmutableArray<Observation> observations, bool recordedAtCounts, int revision = 0)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, revision);
        hash.AppendData(number);
        foreach (var observation in observations)
        {
            // What is withdrawn follows from what stands, and its time from the clock.
            if (observation is Withdrawn)
                continue;
            var content = observation with { ReceivedAt = default, RecordedAt = recordedAtCounts ? observation.RecordedAt : null };
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes<object>(content));
            hash.AppendData("\n"u8);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    public static ulong Of(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
