using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>Concerns by the event they are about: several people may write of the same one, and each entry says so with <c>sameEventAs</c>.</summary>
internal static class ConcernEvents
{
    /// <summary>The entries of each event, events in the order of their first entry.</summary>
    internal static List<List<Concern>> Of(IReadOnlyList<Concern> entries)
    {
        var sameAs = Joined(entries);
        return [.. entries.GroupBy(entry => RootOf(sameAs, entry.Id), StringComparer.Ordinal).Select(entriesOfOne => entriesOfOne.ToList())];
    }

    private static Dictionary<string, string> Joined(IReadOnlyList<Concern> entries)
    {
        var sameAs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.SameEventAs is not { } other) continue;
            var (one, two) = (RootOf(sameAs, entry.Id), RootOf(sameAs, other));
            if (one != two) sameAs[one] = two;
        }

        return sameAs;
    }

    private static string RootOf(Dictionary<string, string> sameAs, string id)
    {
        while (sameAs.TryGetValue(id, out var next)) id = next;
        return id;
    }
}
