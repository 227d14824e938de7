using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Grains.Storage.Auditing;

/// <summary>How far a chain had come, signed: kept where whoever can write to the database cannot.</summary>
/// <param name="Number">The number of its last row, by which the trail is shown and paged and which is in no hash. Null: there was no row yet, or it was signed before numbers were.</param>
internal sealed record AuditCheckpoint(string Chain, long Sequence, string Hash, DateTimeOffset At, string Signature, long? Number = null)
{
    public static AuditCheckpoint Signed(string tenant, string chain, long sequence, byte[] hash, DateTimeOffset at, AuditKey key, long? number = null)
    {
        var unsigned = new AuditCheckpoint(chain, sequence, Convert.ToHexStringLower(hash), at, "", number);
        return unsigned with { Signature = Convert.ToBase64String(key.Sign(unsigned.Text(tenant))) };
    }

    public bool IsSignedBy(string tenant, AuditPublicKey key)
    {
        var signature = new byte[Signature.Length];
        return Convert.TryFromBase64String(Signature, signature, out var length) && key.IsSigned(Text(tenant), signature[..length]);
    }

    private string Text(string tenant) =>
        string.Join('\n', "RiskMonitor audit checkpoint", tenant, Chain, Sequence.ToString(CultureInfo.InvariantCulture), Hash, At.UtcTicks.ToString(CultureInfo.InvariantCulture))
        + (Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"\nnumber {number}") : "");
}

/// <summary>A line of a checkpoint file; <see cref="Checkpoint"/> is null when it cannot be read as one.</summary>
internal sealed record CheckpointLine(string File, int Line, AuditCheckpoint? Checkpoint);

/// <summary>A folder with one file a chain, to which checkpoints are only ever added.</summary>
internal sealed class CheckpointFolder(string path)
{
    private const string Extension = ".checkpoints";

    public void Add(AuditCheckpoint checkpoint)
    {
        Directory.CreateDirectory(path);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(Path.Combine(path, checkpoint.Chain + Extension), options);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(checkpoint, CheckpointJsonContext.Default.AuditCheckpoint), (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Every line of every file. Nothing when there is no such folder yet.</summary>
    public IEnumerable<CheckpointLine> Lines()
    {
        if (!Directory.Exists(path))
            yield break;
        foreach (var file in Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var line in ReadShared(file))
                yield return new CheckpointLine(Path.GetFileName(file), ++number, Read(line));
        }
    }

    // The writer has it open while it adds a line.
    private static IEnumerable<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static AuditCheckpoint? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CheckpointJsonContext.Default.AuditCheckpoint) is { Chain: not null, Hash: not null, Signature: not null } read ? read : null;
        }
        catch (JsonException)
        {
            // Not lost: a line that cannot be read is itself a finding of the check.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
