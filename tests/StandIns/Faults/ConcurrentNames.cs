using System.Collections.Concurrent;

namespace RiskMonitor.StandIns.Faults;

/// <summary>A set of names that a test may change while servers read it.</summary>
public sealed class ConcurrentNames
{
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

    public void Add(string name) => _names[name] = true;

    public void Remove(string name) => _names.TryRemove(name, out _);

    public IEnumerable<string> All => _names.Keys.Order(StringComparer.Ordinal);

    public bool Contains(string name) => _names.ContainsKey(name);
}
