using System.IO.Compression;
using System.Text.Json;
using Orleans.Serialization;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Grains.Storage.Sealing;

namespace RiskMonitor.Grains;

/// <summary>Seals what grains keep in Orleans' own storage under the school's key, bound to the place it is kept in.</summary>
public sealed class CheckpointSeal(SchoolKeys keys, Serializer<SchoolImage> images)
{
    private const string CheckpointPlace = "school-checkpoint";
    private const string FeedPlace = "feed";

    public async Task<SchoolCheckpoint> Close(SchoolId school, SchoolImage image)
    {
        var ring = await keys.Of(school, CancellationToken.None);
        return new SchoolCheckpoint
        {
            Position = image.Position,
            Sealed = ring.Seal(CheckpointPlace, school.Value, images.SerializeToArray(image)),
        };
    }

    public async Task<SchoolImage> Open(SchoolId school, SchoolCheckpoint checkpoint)
    {
        var ring = await keys.Of(school, CancellationToken.None);
        return images.Deserialize(ring.Open(CheckpointPlace, school.Value, checkpoint.Sealed))
            ?? throw new InvalidDataException($"The checkpoint of school {school} is empty.");
    }

    /// <summary>A small state as JSON, compressed and sealed for its place.</summary>
    public async Task<byte[]> Seal<T>(SchoolId school, string place, T state) =>
        (await keys.Of(school, CancellationToken.None)).Seal(place, school.Value, Packed(state));

    public async Task<T> Unseal<T>(SchoolId school, string place, byte[] bytes)
    {
        var ring = await keys.Of(school, CancellationToken.None);
        return Unpacked<T>(ring.Open(place, school.Value, bytes)) ?? throw new InvalidDataException($"What is stored as {place} of school {school} is empty.");
    }

    /// <summary>As of a school, for what belongs to none: under the trust's own key.</summary>
    public async Task<byte[]> SealOfTrust<T>(string place, string row, T state) => (await keys.Of(null, CancellationToken.None)).Seal(place, row, Packed(state));

    public async Task<T> UnsealOfTrust<T>(string place, string row, byte[] bytes)
    {
        var ring = await keys.Of(null, CancellationToken.None);
        return Unpacked<T>(ring.Open(place, row, bytes)) ?? throw new InvalidDataException($"What is stored as {place} is empty.");
    }

    internal static byte[] Packed<T>(T state)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(packed, state);
        return bytes.ToArray();
    }

    private static T? Unpacked<T>(byte[] bytes)
    {
        using var packed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(packed);
    }

    /// <summary>The key under which a school's UPNs are remembered as hashes.</summary>
    public async Task<ReadOnlyMemory<byte>> UpnKey(SchoolId school) => (await keys.Of(school, CancellationToken.None)).Index("upn");

    /// <summary>The key under which grants name the cases of a school's pupils.</summary>
    public async Task<ReadOnlyMemory<byte>> CaseKey(SchoolId school) => (await keys.Of(school, CancellationToken.None)).Index("case");

    /// <summary>The key under which all schools of a trust tell of a child alike. Of the trust's own board, never of a school.</summary>
    public async Task<ReadOnlyMemory<byte>> ChildKey(SchoolId trust) => (await keys.Of(trust, CancellationToken.None)).Index("child");

    public async Task<byte[]> Close(SchoolId school, string feed, FeedState state)
    {
        var ring = await keys.Of(school, CancellationToken.None);
        return ring.Seal(FeedPlace, $"{school}/{feed}", JsonSerializer.SerializeToUtf8Bytes(state));
    }

    public async Task<FeedState> Open(SchoolId school, string feed, byte[] bytes)
    {
        var ring = await keys.Of(school, CancellationToken.None);
        return JsonSerializer.Deserialize<FeedState>(ring.Open(FeedPlace, $"{school}/{feed}", bytes))
            ?? throw new InvalidDataException($"The stored state of feed {school}/{feed} is empty.");
    }
}
