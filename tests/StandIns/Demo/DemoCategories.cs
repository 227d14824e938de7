using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>The demo schools' own categories of concern, and what their safeguarding lead has signed off that each means.</summary>
public static class DemoCategories
{
    private static readonly (string Id, string Name, string? Parent, string Canonical, double Weight)[] _entries =
    [
        ("c_1", "Child Protection", null, "other", 0), ("c_2", "Wellbeing", null, "mental-health", 12),
        ("c_3", "Child on Child", null, "child-on-child", 5), ("c_4", "Family and home", null, "family", 12),
        ("c_5", "Neglect", "c_1", "neglect", 6), ("c_6", "Disclosure: physical", "c_1", "disclosure-physical", 0.25),
        ("c_7", "Disclosure: sexual", "c_1", "disclosure-sexual", 0.1), ("c_8", "Emotional", "c_1", "emotional", 1),
        ("c_9", "Domestic abuse", "c_1", "domestic-abuse", 1.5), ("c_10", "Operation Encompass", "c_1", "operation-encompass", 0.8),
        ("c_11", "Self-harm", "c_2", "self-harm", 1.6), ("c_12", "Suicidal thoughts", "c_2", "suicidal-ideation", 0.35),
        ("c_13", "Mental health", "c_2", "mental-health", 6), ("c_14", "Bullying", "c_3", "bullying", 4),
        ("c_15", "Sexual harassment", "c_3", "sexual-harassment", 0.8), ("c_16", "Weapon", "c_3", "weapon", 0.1),
        ("c_17", "Behaviour", null, "behaviour", 21), ("c_18", "Online safety", null, "online", 4),
        ("c_19", "Attendance", null, "attendance", 10), ("c_20", "Contact with parent", null, "parent-contact", 10),
        ("c_21", "Contact with agency", null, "agency", 3), ("c_22", "Medical", null, "medical", 4),
        ("c_23", "Young carer", null, "young-carer", 1), ("c_24", "Missing", "c_1", "missing", 0.4),
        ("c_25", "Substance misuse", "c_2", "substance", 0.9),
    ];

    /// <summary>Source category id to canonical category.</summary>
    public static IReadOnlyDictionary<string, string> Canonical { get; } =
        _entries.ToDictionary(entry => entry.Id, entry => entry.Canonical, StringComparer.Ordinal);

    internal static IReadOnlyList<(string Value, double Weight)> Weights { get; } = [.. _entries.Select(entry => (entry.Id, entry.Weight))];

    internal static IReadOnlyList<ConcernCategory> CategoriesAt(DateTimeOffset at) =>
        [.. _entries.Select(entry => new ConcernCategory(entry.Id, entry.Name, entry.Parent, false, at))];

    internal static bool IsImmediate(string id) =>
        Canonical[id] is "disclosure-sexual" or "disclosure-physical" or "sexual-violence" or "suicidal-ideation" or "weapon" or "fgm" or "imminent-harm";

    internal static bool IsBetweenChildren(string id) => Canonical[id] is "child-on-child" or "bullying" or "sexual-harassment";
}
