namespace RiskMonitor.StandIns.World;

/// <summary>The few selections that sweeps are paging through at the moment. Bounded: the oldest goes first.</summary>
internal sealed class ViewCache
{
    private const int Capacity = 6;
    private readonly LinkedList<((LedgerQuery Query, long State) Key, int[] View)> _views = [];

    public int[]? Find((LedgerQuery Query, long State) key)
    {
        for (var node = _views.First; node is not null; node = node.Next)
        {
            if (node.Value.Key == key)
                return node.Value.View;
        }

        return null;
    }

    public void Keep((LedgerQuery Query, long State) key, int[] view)
    {
        _views.AddFirst((key, view));
        if (_views.Count > Capacity)
            _views.RemoveLast();
    }
}

/// <summary>A number turned into one that looks like chance (SplitMix64's finaliser): every bit depends on every bit.</summary>
internal static class Scramble
{
    public static ulong Of(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
