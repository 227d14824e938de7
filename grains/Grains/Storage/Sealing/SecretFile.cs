using System.Text;

namespace RiskMonitor.Grains.Storage.Sealing;

/// <summary>A file with one secret as base64, readable by its owner only.</summary>
internal static class SecretFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Of two who make the same file the second would take the first one's place, and what the first has sealed or signed by then could not be
    // read or believed again: moving a file is not refused for certain where another has just been put. So they take turns, on one machine or
    // on a folder that several share.
    public static void MakeIfMissing(string path, byte[] secret)
    {
        if (File.Exists(path))
            return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        using var turn = Turn(path + ".lock");
        if (File.Exists(path))
            return;
        var unfinished = Path.Combine(folder, Path.GetRandomFileName());
        using (var file = new FileStream(unfinished, OwnersAlone(FileMode.CreateNew)))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)));
            // A database sealed under a key that a power cut swallowed could never be read again.
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
    }

    // The empty file stays: whoever deleted it would take it from under the next one.
    private static FileStream Turn(string path)
    {
        (FileStream? turn, IOException? refusal) = (null, null);
        SpinWait.SpinUntil(TryTake, Patience);
        return turn ?? throw new IOException($"{path} is held by another process that should have made the secret by now.", refusal);

        bool TryTake()
        {
            try
            {
                turn = new FileStream(path, OwnersAlone(FileMode.OpenOrCreate));
            }
            catch (IOException held)
            {
                refusal = held;
            }

            return turn is not null;
        }
    }

    private static FileStreamOptions OwnersAlone(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
