using System.Collections.Frozen;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>A concern that must be looked at now: by its canonical category, or because its recorder gave it the highest severity, 4.</summary>
public static class ImmediateConcern
{
    public const int ImmediateSeverity = 4;

    public static FrozenSet<string> Categories { get; } = new[]
    {
        "disclosure-sexual", "disclosure-physical", "sexual-violence", "suicidal-ideation", "weapon", "fgm", "imminent-harm",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Is(Concern concern) => concern.Severity >= ImmediateSeverity || concern.Categories.Any(Categories.Contains);
}
