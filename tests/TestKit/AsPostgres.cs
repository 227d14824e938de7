using System.Diagnostics;

namespace RiskMonitor.TestKit;

/// <summary>Runs programs as a user who may run a PostgreSQL server: this one, unless it is root.</summary>
internal static class AsPostgres
{
    private static readonly bool IsRoot = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    public static ProcessStartInfo Command(string program, params string[] arguments) => IsRoot
        ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program, .. arguments]) { WorkingDirectory = "/" }
        : new(program, arguments);

    /// <summary>Returns what the program printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task<string> Run(string program, params string[] arguments) => Run(Command(program, arguments));

    public static async Task GiveFolder(string folder)
    {
        if (IsRoot)
            await Run(new ProcessStartInfo("chown", ["postgres:postgres", folder]));
    }

    private static async Task<string> Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{start.FileName} failed: {await errors}");
    }
}
