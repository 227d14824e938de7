using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>All the rules, asked together. A rule that throws fails the assessment loudly: it is never taken for silence.</summary>
public sealed class RuleBook
{
    private readonly ImmutableArray<PupilRule> _pupilRules;
    private readonly ImmutableArray<SchoolRule> _schoolRules;
    private readonly ImmutableArray<SchoolRule> _trustRules;

    public RuleBook(RuleSettings settings)
    {
        Settings = settings;
        var attendance = new AttendanceRules(settings);
        _pupilRules = [.. attendance.All.Concat(new ConductRules(settings, attendance).All).Concat(new SafeguardingRules(settings, attendance).All).OrderBy(rule => rule.Description.Id)];
        _schoolRules = [.. SchoolRules.All(settings).OrderBy(rule => rule.Description.Id)];
        _trustRules = [.. TrustRules.All(settings).OrderBy(rule => rule.Description.Id)];
        Rules = [.. _pupilRules.Select(rule => rule.Description).Concat(_schoolRules.Concat(_trustRules).Select(rule => rule.Description).OrderBy(rule => rule.Id))];
    }

    public static RuleBook Default { get; } = new(RuleSettings.Default);

    public RuleSettings Settings { get; }

    public ImmutableArray<RuleDescription> Rules { get; }

    /// <summary>
    /// The pupil's findings that have an open episode or an earlier one, in the order of rule ids, and the earliest instant after
    /// <paramref name="asOf"/> at which time alone can change them. The hot path: rules that provably have nothing to say are not walked.
    /// </summary>
    public PupilAssessment Assess(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        ImmutableArray<Finding>.Builder? findings = null;
        DateTimeOffset? due = null;
        var isOpen = false;
        foreach (var rule in _pupilRules)
        {
            if (rule.IsProvablyQuiet(at)) continue;
            var outcome = at.Ask(rule);
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
    public bool IsProvablyQuiet(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        foreach (var rule in _pupilRules)
        {
            if (!rule.IsProvablyQuiet(at)) return false;
        }

        return true;
    }

    /// <summary>What every pupil rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> Explain(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        return [.. _pupilRules.Select(rule => rule.Find(at.Ask(rule)))];
    }

    /// <summary>Every episode a pupil rule sees in all that is known, open and over: what a back-test compares.</summary>
    public ImmutableArray<EpisodeSpan> Episodes(RuleId rule, Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var asked = _pupilRules.First(each => each.Description.Id == rule);
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        return asked.IsProvablyQuiet(at) ? [] : at.Ask(asked).Spans;
    }

    /// <summary>The findings of the school's own rules that have an open episode or an earlier one.</summary>
    /// <param name="answers">What the rules said before, kept by the caller for one school; null asks every rule afresh.</param>
    public ImmutableArray<Finding> AssessSchool(SchoolView view, DateTimeOffset asOf, SchoolAnswers? answers = null) =>
        [.. ExplainSchool(view, asOf, answers).Where(finding => finding.Open is not null || finding.LastClearedOn is not null)];

    /// <summary>What every school rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> ExplainSchool(SchoolView view, DateTimeOffset asOf, SchoolAnswers? answers = null)
    {
        var at = new SchoolAt(view, asOf);
        return [.. RulesOf(view.Register).SelectMany(rule => answers is null ? SchoolAnswers.Findings(rule, at) : answers.Ask(rule, at))];
    }

    /// <summary>The earliest instant after <paramref name="asOf"/> at which a school's own findings can change by time alone: at the latest the next midnight.</summary>
    /// <param name="answers">What the rules said last: deadlines that hang on what was recorded, besides those of every day.</param>
    public DateTimeOffset? NextSchoolDue(SchoolRegister register, DateTimeOffset asOf, SchoolAnswers? answers = null)
    {
        var today = SchoolTime.DateOf(asOf);
        var due = Earlier(SchoolTime.StartOf(today.AddDays(1)), answers?.NextDue(asOf));
        foreach (var instant in RulesOf(register).SelectMany(rule => rule.InstantsOf(register, today)))
        {
            if (instant > asOf) due = Earlier(due, instant);
        }

        return due;
    }

    /// <summary>When categories of a school's concerns spiked (SCH-03), over or not, by date, then category: what its trust looks for in several schools.</summary>
    internal IEnumerable<CategorySpike> SpikesOf(SchoolView view, DateTimeOffset asOf, DateOnly from) =>
        _schoolRules.OfType<CategorySpikeRule>().SelectMany(rule => rule.SpansOf(new SchoolAt(view, asOf)))
            .SelectMany(category => category.Spans.Select(span => new CategorySpike(category.Category, span.RaisedOn)))
            .Where(spike => spike.RaisedOn >= from).OrderBy(spike => spike.RaisedOn).ThenBy(spike => spike.Category, StringComparer.Ordinal);

    // A trust's own board is worked like a school's, by rules of its own.
    private ImmutableArray<SchoolRule> RulesOf(SchoolRegister register) => register.School.IsTrust ? _trustRules : _schoolRules;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
