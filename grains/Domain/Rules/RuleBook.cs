using System.Collections.Immutable;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>All the rules, asked together. A rule that throws fails the assessment loudly: it is never taken for silence.</summary>
public sealed class RuleBook
{
    // How far ahead the next deadline of a school is looked for: a school day comes within the longest holiday.
    private const int MostDaysAhead = 120;

    private readonly PupilRule[] _pupilRules;
    private readonly SchoolRule[] _schoolRules;

    public RuleBook(RuleSettings settings)
    {
        Settings = settings;
        _pupilRules =
        [
            new SevereAbsenceRule(settings), new PenaltyThresholdRule(settings), new PenaltyWarningRule(settings), new ContinuousAbsenceRule(settings),
            new FirstDayAbsenceRule(settings), new ImmediateConcernRule(), new AccumulatingConcernsRule(settings),
        ];
        _schoolRules = [new IncompleteRegisterRule(settings), new StaleFeedRule(settings)];
        Rules = [.. _pupilRules.Select(rule => rule.Description).Concat(_schoolRules.Select(rule => rule.Description))];
    }

    public static RuleBook Default { get; } = new(RuleSettings.Default);

    public RuleSettings Settings { get; }

    public ImmutableArray<RuleDescription> Rules { get; }

    /// <summary>
    /// The pupil's findings that have an open episode or an earlier one, in the order of rule ids, and the earliest instant after
    /// <paramref name="asOf"/> at which time alone can change them. The hot path: rules that provably have nothing to say are not walked.
    /// </summary>
    public PupilAssessment Assess(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings);
        ImmutableArray<Finding>.Builder? findings = null;
        DateTimeOffset? due = null;
        var isOpen = false;
        foreach (var rule in _pupilRules)
        {
            if (rule.IsProvablyQuiet(at)) continue;
            var outcome = rule.Evaluate(at);
            due = Earlier(due, outcome.NextDue);
            isOpen |= outcome.Verdict is Fired;
            if (outcome.Verdict is Fired || outcome.LastClearedOn is not null) (findings ??= ImmutableArray.CreateBuilder<Finding>()).Add(rule.Find(outcome));
        }

        if (isOpen) due = Earlier(due, at.NextStatusChange());
        return findings is null && due is null ? PupilAssessment.Nothing : new PupilAssessment(findings?.DrainToImmutable() ?? [], due);
    }

    /// <summary>
    /// True when no pupil rule has or had anything to say, nor will without a new observation: <see cref="Assess"/> is then
    /// <see cref="PupilAssessment.Nothing"/>. False says nothing.
    /// </summary>
    public bool IsProvablyQuiet(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings);
        foreach (var rule in _pupilRules)
        {
            if (!rule.IsProvablyQuiet(at)) return false;
        }

        return true;
    }

    /// <summary>What every pupil rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> Explain(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings);
        return [.. _pupilRules.Select(rule => rule.Find(rule.Evaluate(at)))];
    }

    /// <summary>The findings of the school's own rules that have an open episode or an earlier one.</summary>
    public ImmutableArray<Finding> AssessSchool(SchoolRegister register, DateTimeOffset asOf) =>
        [.. ExplainSchool(register, asOf).Where(finding => finding.Open is not null || finding.LastClearedOn is not null)];

    /// <summary>What every school rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> ExplainSchool(SchoolRegister register, DateTimeOffset asOf)
    {
        var at = new SchoolAt(register, asOf);
        return [.. _schoolRules.Select(rule => rule.Find(rule.Evaluate(at)))];
    }

    /// <summary>The earliest instant after <paramref name="asOf"/> at which a school's own findings can change by time alone; null: never.</summary>
    public DateTimeOffset? NextSchoolDue(SchoolRegister register, DateTimeOffset asOf)
    {
        if (!register.Calendar.IsKnown) return null;
        var today = SchoolTime.DateOf(asOf);
        var tomorrow = SchoolTime.StartOf(today.AddDays(1));
        DateTimeOffset? due = register.Calendar.IsSchoolDay(today) ? tomorrow : null;
        for (var date = today; date <= today.AddDays(MostDaysAhead); date = date.AddDays(1))
        {
            if (!register.Calendar.IsSchoolDay(date)) continue;
            foreach (var instant in _schoolRules.SelectMany(rule => rule.InstantsOf(register, date)))
            {
                if (instant > asOf) due = Earlier(due, instant);
            }

            if (due is not null && date > today) break;
        }

        return due;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
