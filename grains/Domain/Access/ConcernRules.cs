using System.Collections.Frozen;
using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Access;

/// <summary>What the alerts of a rule are drawn from, as far as it decides who may know of them.</summary>
public static class ConcernRules
{
    /// <summary>Rules about a school or a trust that count concerns, or alerts drawn from them, and the one that says that some rule failed.</summary>
    private static readonly FrozenSet<string> CountConcerns =
        new[] { "SCH-02", "SCH-03", "SCH-04", "SCH-05", "SCH-06", "SCH-07", "SCH-08", "SCH-11", "SCH-12", "TRU-01", "TRU-02", "TRU-03", BrokenRule.Description.Id.Value }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Every category of the concerns that an alert's evidence names. Null: it names something else than concerns and marks (a status, a sibling,
    /// a contact), or a concern that is not known any more.
    /// </summary>
    public static ImmutableArray<string>? CategoriesOf(Evidence evidence, IReadOnlyCollection<Concern> known)
    {
        var categories = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in evidence.Items.Where(item => item.Session is null))
        {
            if (known.FirstOrDefault(concern => concern.Id == item.Id) is not { } concern)
                return null;
            categories.UnionWith(concern.Categories);
        }

        return categories.Count == 0 ? null : [.. categories];
    }

    public static bool IsOfConcerns(RuleId rule) => rule.Value.StartsWith("SG-", StringComparison.Ordinal);

    /// <summary>It is raised because of a plan, a care order or a risk of going missing, so that to know of it, or why it is quiet, is to know of that.</summary>
    public static bool IsOfStatus(RuleId rule) => rule.Value == "ATT-08";

    public static bool CountsConcerns(RuleId rule) => CountConcerns.Contains(rule.Value);

    /// <summary>Drawn from behaviour and suspensions, alone or together with the register.</summary>
    public static bool IsOfConduct(RuleId rule) => rule.Value.Split('-')[0] is "BEH" or "EXC" or "CMP";
}
