using System.Diagnostics;
using System.Globalization;

namespace RiskMonitor.TestKit;

/// <summary>Signals to processes, for faults (Linux).</summary>
public static class Signals
{
    public static void Send(string signal, params ReadOnlySpan<int> processes)
    {
        var ids = new List<string>();
        foreach (var id in processes)
            ids.Add(id.ToString(CultureInfo.InvariantCulture));
        using var kill = Process.Start("kill", ["-" + signal, .. ids]);
        kill.WaitForExit();
    }

    public static int[] ChildrenOf(int parent) =>
        [.. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && ParentOf(id) == parent)];

    public static async Task WaitUntilGone(params int[] processes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (processes.Any(id => ParentOf(id) != 0))
            await Task.Delay(10, patience.Token);
    }

    private static int ParentOf(int process)
    {
        try
        {
            // The fourth field; the second, the name in brackets, may hold anything.
            var fields = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(fields[(fields.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return 0;
        }
    }
}
