using RiskMonitor.Domain;

namespace RiskMonitor.Silo.Commands;

/// <summary><c>replay FILE.ndjson [--explain STUDENT]</c>: the live rules over a file, transitions to standard output, refused lines to standard error.</summary>
internal static class ReplayCommand
{
    private const int Usage = 64;
    private const int NoInput = 66;

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (args is not [var file, ..] || args.Length is not (1 or 3) || (args.Length == 3 && args[1] != "--explain"))
        {
            await errors.WriteLineAsync("Usage: replay FILE.ndjson [--explain STUDENT]");
            return Usage;
        }

        if (!File.Exists(file))
        {
            await errors.WriteLineAsync($"There is no file {file}.");
            return NoInput;
        }

        return 0;
    }
}
