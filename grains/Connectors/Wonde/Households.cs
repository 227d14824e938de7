using System.Collections.Immutable;
using RiskMonitor.Domain;

namespace RiskMonitor.Connectors.Wonde;

/// <summary>
/// A household is the connected set of siblings and of pupils who live with the same contact; its id is the smallest of its pupils' ids. Wonde names
/// siblings pair by pair, on different pages, so it can be told only when all have been read.
/// </summary>
internal static class Households
{
    /// <summary>Pupils whose household is not what was last told.</summary>
    public static (UpstreamMemory Memory, ImmutableArray<UpstreamRecord> Records) Settle(UpstreamMemory memory, SchoolId school, DateOnly today)
    {
        var pupils = memory.Pupils().ToDictionary(pupil => pupil.Student, StringComparer.Ordinal);
        var parents = pupils.Keys.ToDictionary(student => student, student => student, StringComparer.Ordinal);
        foreach (var pupil in pupils.Values)
        {
            foreach (var sibling in pupil.Siblings.Where(parents.ContainsKey))
                Join(parents, pupil.Student, sibling);
        }

        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (home, student) in pupils.Values.SelectMany(pupil => pupil.Homes.Select(home => (home, pupil.Student))))
        {
            if (!homes.TryAdd(home, student))
                Join(parents, homes[home], student);
        }

        var sizes = parents.Keys.CountBy(student => Root(parents, student)).ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
        var records = ImmutableArray.CreateBuilder<UpstreamRecord>();
        foreach (var pupil in pupils.Values.OrderBy(pupil => pupil.Student, StringComparer.Ordinal))
        {
            var root = Root(parents, pupil.Student);
            var household = sizes[root] > 1 ? root : null;
            if (household == pupil.Household)
                continue;
            (memory, var record) = memory.Tell(pupil with { Household = household }, school, today);
            if (record is not null)
                records.Add(record);
        }

        return (memory, records.ToImmutable());
    }

    private static void Join(Dictionary<string, string> parents, string left, string right)
    {
        var (a, b) = (Root(parents, left), Root(parents, right));
        if (string.CompareOrdinal(a, b) < 0)
            parents[b] = a;
        else
            parents[a] = b;
    }

    private static string Root(Dictionary<string, string> parents, string student)
    {
        while (parents[student] != student)
            student = parents[student] = parents[parents[student]];
        return student;
    }
}
