using RiskMonitor.Domain;
using RiskMonitor.Domain.Replaying;

namespace RiskMonitor.Silo.Commands;

/// <summary><c>replay FILE.ndjson [--explain STUDENT]</c>: the live rules over a file, transitions to standard output, refused lines to standard error.</summary>
internal static class ReplayCommand
{
    // As sysexits.h names them, so that a script can tell a wrong call from a wrong file.
    private const int WrongUsage = 64;
    private const int WrongInput = 65;
    private const int NoInput = 66;

    /// <returns>0, or 65 when lines were refused: the others still counted.</returns>
    public static int Run(string[] args, Stream output, TextWriter errors)
    {
        if (args is not ([_] or [_, "--explain", _]) || (args.Length == 3 && !IdText.IsValid(args[2])))
        {
            errors.WriteLine("Usage: replay FILE.ndjson [--explain STUDENT]");
            return WrongUsage;
        }

        if (!File.Exists(args[0]))
        {
            errors.WriteLine($"There is no file {args[0]}.");
            return NoInput;
        }

        using var file = File.OpenRead(args[0]);
        var result = Replay.Run(file, new ReplayOptions { Explain = args.Length == 3 ? new StudentId(args[2]) : null });
        result.WriteTransitions(output);
        result.WriteExplanations(output);
        output.Flush();
        foreach (var line in result.Rejected)
            errors.WriteLine($"Line {line.Line} refused: {line.Field}: {line.Reason}");
        if (result.UnknownFields > 0)
            errors.WriteLine($"{result.UnknownFields} unknown fields were kept out.");
        return result.Rejected.Count == 0 ? 0 : WrongInput;
    }
}
