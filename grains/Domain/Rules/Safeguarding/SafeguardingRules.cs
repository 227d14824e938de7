using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rules that read concerns, statuses, contacts and files of one pupil, alone or together with attendance.</summary>
internal sealed class SafeguardingRules
{
    internal SafeguardingRules(RuleSettings settings, AttendanceRules attendance) => All =
    [
        new ImmediateConcernRule(), new AccumulatingConcernsRule(settings), new RisingSeverityRule(settings), new RecurringNeglectRule(settings),
        new StatusChangeRule(settings), new SilentChildRule(settings), new FileTransferRule(settings),
        new AbsenceAfterDisclosureRule(settings), new UntouchedConcernRule(settings), new MentalHealthRule(settings, attendance.SuddenChange),
        new HouseholdLinkRule(settings), new RepeatedHarmRule(settings),
    ];

    internal ImmutableArray<PupilRule> All { get; }
}
