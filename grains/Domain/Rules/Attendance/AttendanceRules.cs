using System.Collections.Immutable;

namespace RiskMonitor.Domain.Rules;

/// <summary>The rules that read the register of one pupil. Those that other rules build on have a name of their own.</summary>
internal sealed class AttendanceRules(RuleSettings settings)
{
    internal PupilRule Severe { get; } = new SevereAbsenceRule(settings);

    internal PupilRule SuddenChange { get; } = new SuddenChangeRule(settings);

    internal PupilRule ShortSpells { get; } = new ShortSpellsRule(settings);

    internal ImmutableArray<PupilRule> All =>
    [
        Severe, new PenaltyThresholdRule(settings), new PenaltyWarningRule(settings), new ContinuousAbsenceRule(settings), new FirstDayAbsenceRule(settings),
        new PersistentAbsenceRule(settings), new ProjectedAbsenceRule(settings), new SicknessRule(settings), new UnresolvedAbsenceRule(settings), new MissingEducationRule(settings),
        SuddenChange, new WeekdayPatternRule(settings), ShortSpells, new LatenessRule(settings), new MissedLessonsRule(settings), new PartTimeDriftRule(settings), new DepartureRule(settings, Severe),
    ];
}
