using System.Diagnostics;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>Waits for a stated condition; says which one when it does not come.</summary>
internal static class Until
{
    // A whole school is read for the first time on a machine that has other tests to do.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public static async Task True(Func<Task<bool>> condition, string what, Func<string>? details = null)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new TimeoutException($"Not within {Patience}: {what}. {details?.Invoke()}");
            await Task.Delay(Between);
        }
    }
}
