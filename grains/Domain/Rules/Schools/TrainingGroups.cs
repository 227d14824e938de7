using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>Who is who in a training register.</summary>
internal static class TrainingGroups
{
    internal const string Governor = "governor";
    internal const string Staff = "staff";

    /// <summary>A designated safeguarding lead or a deputy.</summary>
    internal static bool IsLead(this Training person) => person.Group is "DSL" or "DDSL";

    /// <summary>Works with pupils: staff, a lead or a deputy, not a governor.</summary>
    internal static bool IsStaff(this Training person) => person.IsLead() || person.Group == Staff;
}
