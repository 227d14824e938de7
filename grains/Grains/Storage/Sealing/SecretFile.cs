using System.Text;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>A file with one secret as base64, readable by its owner only.</summary>
internal static class SecretFile
{
    public static void MakeIfMissing(string path, byte[] secret)
    {
        if (File.Exists(path))
            return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)));
            // A database sealed under a key that a power cut swallowed could never be read again.
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its secret counts, and ours was never used.
            File.Delete(unfinished);
        }
    }
}
