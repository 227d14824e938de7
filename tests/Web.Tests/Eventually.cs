using System.Diagnostics;

namespace RiskMonitor.Web.Tests;

/// <summary>Waits for a stated condition; says which one when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(15);

    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begun) > (within ?? Patience))
                throw new TimeoutException($"Not within {within ?? Patience}: {what}.");
            await Task.Delay(Between);
        }
    }

    public static Task True(Func<bool> condition, string what, TimeSpan? within = null) => True(() => Task.FromResult(condition()), what, within);
}
