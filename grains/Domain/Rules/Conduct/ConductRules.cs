using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rules about behaviour and suspensions of one pupil, alone or together with attendance.</summary>
internal sealed class ConductRules(RuleSettings settings, AttendanceRules attendance)
{
    internal ImmutableArray<PupilRule> All => settings is null || attendance is null ? throw new InvalidOperationException() : [];
}
