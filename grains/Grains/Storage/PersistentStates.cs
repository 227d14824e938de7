using Orleans.Runtime;

namespace RiskMonitor.Grains.Storage;

/// <summary>Stored states of grains.</summary>
internal static class PersistentStates
{
    /// <summary>
    /// Puts another state in the place of the stored one, on disk and then in memory. When it cannot be stored the old one stands in both: what is not on
    /// disk is not said, or a grant that was "taken back" in memory alone would be in force again after a restart.
    /// </summary>
    public static async Task Replace<T>(this IPersistentState<T> stored, T next)
    {
        var before = stored.State;
        try
        {
            stored.State = next;
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            throw;
        }
    }
}
