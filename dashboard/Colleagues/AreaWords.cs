namespace RiskMonitor.Dashboard.Colleagues;

/// <summary>What can be shown of a pupil beside the register: conduct first, then the categories of concerns.</summary>
public static class AreaWords
{
    // The screen holds no domain: a test compares this list with the domain's.
    public static readonly IReadOnlyList<string> All =
    [
        "conduct", "attendance", "behaviour", "bullying", "mental-health", "medical", "parent-contact", "young-carer", "agency", "child-on-child",
        "disclosure-physical", "disclosure-sexual", "domestic-abuse", "emotional", "exploitation", "family", "fgm", "imminent-harm", "missing",
        "neglect", "online", "operation-encompass", "other", "physical", "radicalisation", "self-harm", "sexual-harassment", "sexual-violence",
        "substance", "suicidal-ideation", "weapon",
    ];
}
