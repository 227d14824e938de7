using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RiskMonitor.TestKit.Processes;

/// <summary>One of our own programs as a real process: started from the built files, asked whether it is ready, stopped or killed.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    // Two runs on one machine begin at different ones.
    private static int lastPort = 20_000 + (Environment.ProcessId * 41 % 10_000);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ServiceProcess(Process process, Uri address)
    {
        (this.process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public bool HasExited => process.HasExited;

    public int Id => process.Id;

    /// <summary>Everything it printed so far.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>Starts <c>Api</c> or <c>Silo</c> on a free loopback port and does not wait.</summary>
    public static ServiceProcess Start(string project, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        StartAt(new Uri($"http://127.0.0.1:{FreePort()}"), project, settings, arguments);

    /// <summary>As <see cref="Start"/>, at an address that is already known: a process that comes back.</summary>
    public static ServiceProcess StartAt(Uri address, string project, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var program = ProgramOf(project);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/');
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        return new ServiceProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."), address);
    }

    /// <summary>Waits until <c>/health/ready</c> says so.</summary>
    /// <exception cref="InvalidOperationException">It died; the message holds what it printed.</exception>
    public async Task<ServiceProcess> Ready()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var patience = new CancellationTokenSource(StartPatience);
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The process ended with code {process.ExitCode}:\n{Output}");
            if (await Answers(http))
                return this;
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not ready within {StartPatience.TotalSeconds} s:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until it has died by itself.</summary>
    public Task Ended(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
    }

    /// <summary>
    /// Below those that the kernel gives to whoever asks for any: until the program listens there, seconds later, nobody else is given it.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Interlocked.Increment(ref lastPort));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next.
            }
        }
    }

    // …/artifacts/bin/<tests>/<configuration>/ → …/artifacts/bin/<project>/<configuration>/RiskMonitor.<project>
    private static string ProgramOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"RiskMonitor.{project}");
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // Not listening yet: that is what we wait for.
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
