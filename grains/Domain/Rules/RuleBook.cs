using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>All the rules, asked together. A rule that throws is never taken for silence: it has broken off, which is an alert itself (<see cref="BrokenRule"/>).</summary>
public sealed class RuleBook
{
    private readonly ImmutableArray<PupilRule> _pupilRules;
    private readonly ImmutableArray<SchoolRule> _schoolRules;
    private readonly RuleVariation _variation;
    private readonly ImmutableArray<SchoolRule> _trustRules;

    // Those that are not switched off: only they are asked for alerts.
    private readonly ImmutableArray<PupilRule> _asked;

    // By how many steps each rule's severities are moved, whatever its stage.
    private readonly ImmutableDictionary<RuleId, int> _shifts;

    public RuleBook(RuleSettings settings, RuleVariation? variation = null)
    {
        (Settings, _variation) = (settings, variation ?? RuleVariation.None);
        var attendance = new AttendanceRules(settings);
        _pupilRules = [.. attendance.All.Concat(new ConductRules(settings, attendance).All).Concat(new SafeguardingRules(settings, attendance).All).OrderBy(rule => rule.Description.Id)];
        _schoolRules = [.. SchoolRules.All(settings).OrderBy(rule => rule.Description.Id)];
        _trustRules = [.. TrustRules.All(settings).OrderBy(rule => rule.Description.Id)];
        _asked = [.. _pupilRules.Where(rule => OffSince(rule.Description.Id) is null)];
        var catalogue = _pupilRules.Select(rule => rule.Description).Concat(_schoolRules.Concat(_trustRules).Select(rule => rule.Description).OrderBy(rule => rule.Id)).ToList();
        _shifts = catalogue.Where(rule => SeverityOf(rule) != rule.Severity).ToImmutableDictionary(rule => rule.Id, rule => SeverityOf(rule) - rule.Severity);
        Rules = [.. catalogue.Select(rule => _shifts.IsEmpty ? rule : rule with { Severity = SeverityOf(rule) })];
    }

    public static RuleBook Default { get; } = new(RuleSettings.Default);

    public RuleSettings Settings { get; }

    /// <summary>Every rule with the numbers and the severity in force here, those that are switched off among them.</summary>
    public ImmutableArray<RuleDescription> Rules { get; }

    /// <summary>Which edition of a school's rules this is; 0 is the catalogue.</summary>
    public int Edition => _variation.Edition;

    /// <summary>Null: no such rule.</summary>
    public RuleDescription? Find(string rule) => Rules.FirstOrDefault(each => each.Id.Value == rule);

    /// <summary>Since when a rule is not asked here; null: it is.</summary>
    public SwitchedOff? OffSince(RuleId rule) => _variation.Off.GetValueOrDefault(rule);

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
        foreach (var rule in _asked)
        {
            if (IsSurelyQuiet(rule, at)) continue;
            var outcome = Ask(rule, at);
            due = Earlier(due, outcome.NextDue);
            isOpen |= outcome.Verdict is Fired;
            if (outcome.Verdict is not (Fired or BrokeOff) && outcome.LastClearedOn is null) continue;
            var finding = rule.Find(outcome);
            (findings ??= ImmutableArray.CreateBuilder<Finding>()).Add(Told(finding));
            if (BrokenRule.AlertOf(finding, at.Today) is not { } failed) continue;
            findings.Add(Told(failed));
            due = Earlier(due, SchoolTime.StartOf(at.Today.AddDays(1)));
        }

        if (isOpen) due = Earlier(due, at.NextStatusChange());
        return findings is null && due is null ? PupilAssessment.Nothing : new PupilAssessment(findings?.DrainToImmutable() ?? [], due);
    }

    /// <summary>
    /// True when no pupil rule has or had anything to say, nor will without a new observation: <see cref="Assess"/> is then
    /// <see cref="PupilAssessment.Nothing"/>. False says nothing.
    /// </summary>
    /// <remarks>
    /// Most rules see it without a walk. The others are asked, up to the first that has something to say: a walk costs less than handing the
    /// pupil a slice for nothing.
    /// </remarks>
    public bool IsProvablyQuiet(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        foreach (var rule in _asked)
        {
            if (!IsSurelyQuiet(rule, at) && !Ask(rule, at).SaysNothing) return false;
        }

        return true;
    }

    /// <summary>What every pupil rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> Explain(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context) { IsExplained = true };
        return [.. _pupilRules.Select(rule => Told(Silenced(rule.Description) ?? rule.Find(Ask(rule, at))))];
    }

    /// <summary>Every episode each pupil rule sees in all that is known, open and over; rules without any are not there. What a back-test compares.</summary>
    public IEnumerable<Timeline> Timelines(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        foreach (var rule in _asked)
        {
            if (!rule.IsProvablyQuiet(at) && at.Ask(rule).Spans is { IsEmpty: false } spans) yield return new(rule.Description.Id, null, spans);
        }
    }

    /// <summary>The same for the school's own rules, by facet.</summary>
    public IEnumerable<Timeline> SchoolTimelines(SchoolView view, DateTimeOffset asOf)
    {
        var at = new SchoolAt(view, asOf);
        return from rule in RulesOf(view.Register) where OffSince(rule.Description.Id) is null from each in rule.Evaluate(at) where !each.Outcome.Spans.IsEmpty select new Timeline(rule.Description.Id, each.Facet, each.Outcome.Spans);
    }

    /// <summary>
    /// The pupil's episodes of high severity or above, by raise: the open ones that are so serious now, and those over whose rule begins
    /// there. One that was over while it was less, or more, than that is taken for what its rule begins with.
    /// </summary>
    public ImmutableArray<EpisodeSpan> SeriousEpisodes(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context = null)
    {
        var at = new PupilAt(chronology, calendar, asOf, Settings, context);
        var serious = new List<EpisodeSpan>();
        foreach (var rule in _pupilRules)
        {
            if (IsSurelyQuiet(rule, at)) continue;
            var outcome = Ask(rule, at);
            if (outcome.Verdict is Fired { Episode: { Severity: >= Severity.High } open }) serious.Add(new(open.RaisedOn, null));
            var begins = rule.Description.IsBoosted ? at.Raised(rule.Description.Severity) : rule.Description.Severity;
            if (begins >= Severity.High) serious.AddRange(outcome.Past);
        }

        return [.. serious.OrderBy(each => each.RaisedOn).ThenBy(each => each.ClearedOn ?? DateOnly.MaxValue)];
    }

    /// <summary>The findings of the school's own rules that have an open episode or an earlier one, or have broken off.</summary>
    /// <param name="answers">What the rules said before, kept by the caller for one school; null asks every rule afresh.</param>
    public ImmutableArray<Finding> AssessSchool(SchoolView view, DateTimeOffset asOf, SchoolAnswers? answers = null) =>
        [.. ExplainSchool(view, asOf, answers).Where(finding => finding.Open is not null || finding.LastClearedOn is not null || finding.Verdict is BrokeOff)
            .SelectMany(finding => BrokenRule.AlertOf(finding, SchoolTime.DateOf(asOf)) is { } alert ? [finding, Told(alert)] : ImmutableArray.Create(finding))];

    /// <summary>What every school rule says, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> ExplainSchool(SchoolView view, DateTimeOffset asOf, SchoolAnswers? answers = null)
    {
        var at = new SchoolAt(view, asOf);
        return [.. RulesOf(view.Register).SelectMany(rule => Silenced(rule.Description) is { } silent ? [silent] : Ask(rule, at, answers)).Select(Told)];
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

    // What runs out of memory is not the rule's fault; everything else that it throws is told, and never taken for an answer.
    private static RuleOutcome Ask(PupilRule rule, PupilAt at)
    {
        try
        {
            return at.Ask(rule);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new RuleOutcome(BrokenRule.At(exception));
        }
    }

    private static ImmutableArray<Finding> Ask(SchoolRule rule, SchoolAt at, SchoolAnswers? answers)
    {
        try
        {
            return answers is null ? SchoolAnswers.Findings(rule, at) : answers.Ask(rule, at);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return [rule.Find(new RuleOutcome(BrokenRule.At(exception)))];
        }
    }

    // A short cut that fails is not taken.
    private static bool IsSurelyQuiet(PupilRule rule, PupilAt at)
    {
        try
        {
            return rule.IsProvablyQuiet(at);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
    }

    private Severity SeverityOf(RuleDescription rule) => _variation.Severities.GetValueOrDefault(rule.Id, rule.Severity);

    private Finding? Silenced(RuleDescription rule) => OffSince(rule.Id) is not { } off ? null
        : new Finding(rule.Id, rule.Version, new Quiet(string.Create(CultureInfo.InvariantCulture, $"switched off here since {off.Since:d MMMM yyyy} by edition {off.Edition} of the rules")));

    // The one place where a severity is moved: a rule and those that build on it never know.
    private Finding Told(Finding finding)
    {
        if (Edition == 0 && _shifts.IsEmpty) return finding;
        if (finding.Open is not { } episode || !_shifts.TryGetValue(finding.Rule, out var steps)) return finding with { Edition = Edition };
        var moved = (Severity)Math.Clamp((int)episode.Severity + steps, (int)Severity.Info, (int)Severity.Critical);
        return finding with { Edition = Edition, Verdict = new Fired(episode with { Severity = moved }) };
    }

    /// <summary>When categories of a school's concerns spiked (SCH-03), over or not, by date, then category: what its trust looks for in several schools.</summary>
    internal IEnumerable<CategorySpike> SpikesOf(SchoolView view, DateTimeOffset asOf, DateOnly from) =>
        _schoolRules.OfType<CategorySpikeRule>().SelectMany(rule => rule.SpansOf(new SchoolAt(view, asOf)))
            .SelectMany(category => category.Spans.Select(span => new CategorySpike(category.Category, span.RaisedOn)))
            .Where(spike => spike.RaisedOn >= from).OrderBy(spike => spike.RaisedOn).ThenBy(spike => spike.Category, StringComparer.Ordinal);

    // A trust's own board is worked like a school's, by rules of its own.
    private ImmutableArray<SchoolRule> RulesOf(SchoolRegister register) => register.School.IsTrust ? _trustRules : _schoolRules;

    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
