using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Loaded into a process under test by <c>DOTNET_STARTUP_HOOKS</c>: kills it, as <c>kill -9</c> would, the n-th time it reaches a
/// milestone. <c>RISKMONITOR_KILL_AT=outcome.committed:3</c>. The product knows nothing of it.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for this type by this name, outside any namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("RISKMONITOR_KILL_AT")?.Split(':') is [var milestone, var times])
            DiagnosticListener.AllListeners.Subscribe(new Killer(milestone, int.Parse(times, CultureInfo.InvariantCulture)));
    }

    private sealed class Killer(string milestone, int times) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private int reached;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "RiskMonitor")
                value.Subscribe(this, name => name == milestone);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == milestone && Interlocked.Increment(ref reached) == times)
                Process.GetCurrentProcess().Kill();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
