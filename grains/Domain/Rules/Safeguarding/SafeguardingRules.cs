using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rules that read concerns, statuses, contacts and files of one pupil, alone or together with attendance.</summary>
internal sealed class SafeguardingRules(RuleSettings settings, AttendanceRules attendance)
{
    internal ImmutableArray<PupilRule> All => [new ImmediateConcernRule(), new AccumulatingConcernsRule(settings), new AbsenceAfterDisclosureRule(settings), new UntouchedConcernRule(settings), new MentalHealthRule(settings, attendance.SuddenChange)];
}
