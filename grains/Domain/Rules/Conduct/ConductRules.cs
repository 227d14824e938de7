using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rules about behaviour and suspensions of one pupil, alone or together with attendance.</summary>
internal sealed class ConductRules(RuleSettings settings, AttendanceRules attendance)
{
    private readonly PupilRule _behaviour = new BehaviourChangeRule(settings);

    internal ImmutableArray<PupilRule> All =>
    [
        new TermSuspensionRule(settings), new YearSuspensionRule(settings), new RepeatSuspensionRule(settings),
        _behaviour, new BehaviourAndAttendanceRule(settings, _behaviour, [attendance.SuddenChange, attendance.ShortSpells]),
    ];
}
