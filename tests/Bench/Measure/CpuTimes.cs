using System.Globalization;
using RiskMonitor.TestKit;

namespace RiskMonitor.Bench.Measure;

/// <summary>User and system seconds of this process and of a PostgreSQL server with all its processes, those that have ended included.</summary>
internal readonly record struct CpuTimes(double Own, double Database)
{
    private const double TicksPerSecond = 100;

    public double Total => Own + Database;

    public static CpuTimes Read(int postmaster) => new(
        Environment.CpuUsage.TotalTime.TotalSeconds,
        (Ticks(postmaster, 13, 4) + Signals.ChildrenOf(postmaster).Sum(child => Ticks(child, 13, 2))) / TicksPerSecond);

    public static CpuTimes operator -(CpuTimes left, CpuTimes right) => new(left.Own - right.Own, left.Database - right.Database);

    // Fields 14 to 17 of proc(5): utime, stime, and the same of children that were waited for.
    private static long Ticks(int process, int first, int count)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Skip(first - 2).Take(count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It ended meanwhile: its time is in its parent's account from now on.
            return 0;
        }
    }
}
