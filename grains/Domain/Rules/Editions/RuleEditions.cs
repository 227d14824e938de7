using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>
/// All editions of one school's rule book, in order, and the one place that says which of them judges what: an alert that is open is judged
/// by the edition that raised it until it ends, everything else by the edition in force. Immutable; editions are only ever added.
/// </summary>
public sealed class RuleEditions
{
    private readonly ImmutableArray<Stage> _stages;

    private RuleEditions(ImmutableArray<Stage> stages) => _stages = stages;

    /// <summary>The catalogue and nothing else.</summary>
    public static RuleEditions Catalogue { get; } = Of(RuleBook.Default);

    public IEnumerable<RuleEdition> All => _stages.Select(each => each.Edition);

    public RuleEdition Last => _stages[^1].Edition;

    /// <summary>All that is configured, as far as it was recorded.</summary>
    public RuleChanges Configured => _stages[^1].Configured;

    /// <summary>Editions that begin with this rule book in place of the catalogue.</summary>
    public static RuleEditions Of(RuleBook book) => new([new Stage(RuleEdition.Catalogue, RuleChanges.None, RuleChanges.None, ImmutableSortedDictionary<string, string>.Empty, new(book))]);

    /// <summary>The stored editions, on top of the catalogue.</summary>
    public static RuleEditions Of(IEnumerable<RuleEdition> published) =>
        published.Where(each => each.Number > 0).OrderBy(each => each.Number).Aggregate(Catalogue, (editions, next) => editions.With(next));

    public RuleBook BookOf(int edition) => _stages[edition].Book.Value;

    public RuleBook BookAt(DateTimeOffset at) => BookOf(NumberAt(at));

    /// <summary>The number of the edition in force at an instant.</summary>
    public int NumberAt(DateTimeOffset at)
    {
        var number = _stages.Length - 1;
        while (number > 0 && _stages[number].Edition.StartsAt > at) number--;
        return number;
    }

    /// <summary>The instants after one and up to another at which an edition comes into force, in order.</summary>
    public IEnumerable<DateTimeOffset> StartsBetween(DateTimeOffset after, DateTimeOffset upTo) =>
        _stages.Length == 1 ? [] : _stages.Skip(1).Select(each => each.Edition.StartsAt).Where(at => at > after && at <= upTo).Distinct();

    /// <summary>What of an edition this program no longer knows, or no longer allows, by key: it was valid when it was published.</summary>
    public ImmutableSortedDictionary<string, string> IgnoredOf(int edition) => _stages[edition].Ignored;

    /// <summary>What an edition changes of the one before, from what to what.</summary>
    public ImmutableArray<RuleChange> ChangesOf(int edition) => edition == 0 ? [] : [.. RuleComparison.Of(BookOf(edition - 1), BookOf(edition))];

    /// <exception cref="ArgumentException">Not the next edition, or it would come into force before an earlier one.</exception>
    public RuleEditions With(RuleEdition next)
    {
        if (next.Number != Last.Number + 1) throw new ArgumentException($"Edition {next.Number} does not follow edition {Last.Number}.", nameof(next));
        if (next.InForceFrom < Last.InForceFrom) throw new ArgumentException($"Edition {next.Number} would come into force before edition {Last.Number}.", nameof(next));
        return new(_stages.Add(_stages[^1].Next(next, _stages[0].Book.Value)));
    }

    /// <summary>What is wrong with changes that somebody wants to publish, by key; empty: nothing.</summary>
    public ImmutableSortedDictionary<string, string> Troubles(RuleChanges changes) => RuleCheck.Of(BookOf(0), _stages[^1].Merged, changes);

    /// <summary>
    /// The pupil's findings by the edition in force and, for alerts open under older ones, by those. Where one rule answers twice, the board
    /// listens to the edition of the open alert.
    /// </summary>
    /// <param name="older">The pupil's open alerts that an older edition raised: <see cref="AlertBoard.OlderThan"/>.</param>
    public PupilAssessment Assess(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context, ImmutableArray<AlertUnder> older)
    {
        var now = BookAt(asOf).Assess(chronology, calendar, asOf, context);
        if (older.IsDefaultOrEmpty) return now;
        var (findings, due) = (now.Findings.ToBuilder(), now.NextDue);
        foreach (var under in older.GroupBy(each => each.Edition))
        {
            var then = BookOf(under.Key).Assess(chronology, calendar, asOf, context);
            findings.AddRange(then.Findings.Where(finding => under.Any(each => each.Rule == finding.Rule)));
            due = RuleBook.Earlier(due, then.NextDue);
        }

        return new PupilAssessment(findings.ToImmutable(), due);
    }

    /// <summary>What every pupil rule says by the edition that judges it, with its reason when it is quiet or cannot tell.</summary>
    public ImmutableArray<Finding> Explain(Chronology chronology, SchoolCalendar calendar, DateTimeOffset asOf, PupilContext? context, ImmutableArray<AlertUnder> older)
    {
        var now = BookAt(asOf).Explain(chronology, calendar, asOf, context);
        if (older.IsDefaultOrEmpty) return now;
        var then = older.Select(each => each.Edition).Distinct().SelectMany(edition => BookOf(edition).Explain(chronology, calendar, asOf, context))
            .Where(finding => older.Any(each => each.Rule == finding.Rule && each.Edition == finding.Edition)).ToList();
        return [.. now.Select(finding => then.Find(old => old.Rule == finding.Rule) ?? finding)];
    }

    /// <summary>As <see cref="Assess"/>, for the school's own rules.</summary>
    public ImmutableArray<Finding> AssessSchool(SchoolView view, DateTimeOffset asOf, ImmutableArray<AlertUnder> older, SchoolAnswers? answers = null)
    {
        var now = BookAt(asOf).AssessSchool(view, asOf, answers);
        return older.IsDefaultOrEmpty ? now
            : [.. now, .. older.GroupBy(each => each.Edition).SelectMany(under => BookOf(under.Key).AssessSchool(view, asOf, answers)
                .Where(finding => under.Any(each => each.Rule == finding.Rule && (each.Facet == finding.Facet || finding.Verdict is BrokeOff))))];
    }

    /// <summary>The earliest instant after <paramref name="asOf"/> at which time alone can change the school's own findings, by any edition that judges one.</summary>
    public DateTimeOffset? NextSchoolDue(SchoolRegister register, DateTimeOffset asOf, ImmutableArray<AlertUnder> older, SchoolAnswers? answers = null)
    {
        var due = BookAt(asOf).NextSchoolDue(register, asOf, answers);
        return older.IsDefaultOrEmpty ? due : older.Select(each => BookOf(each.Edition).NextSchoolDue(register, asOf)).Append(due).Min();
    }

    /// <param name="Configured">All that is configured as of this edition.</param>
    /// <param name="Published">All that people published up to this edition; it stands above what is configured.</param>
    private sealed record Stage(RuleEdition Edition, RuleChanges Configured, RuleChanges Published, ImmutableSortedDictionary<string, string> Ignored, Lazy<RuleBook> Book)
    {
        public RuleChanges Merged => Configured.With(Published);

        public Stage Next(RuleEdition next, RuleBook first)
        {
            var configured = next.IsConfiguration ? next.Changes : Configured;
            var published = next.IsConfiguration ? Published : Published.With(next.Changes);
            var merged = configured.With(published);
            var ignored = RuleCheck.Of(first, RuleChanges.None, merged);
            return new(next, configured, published, ignored, new(() => BookOf(next, first, merged.Without([.. ignored.Keys]))));
        }

        private RuleBook BookOf(RuleEdition next, RuleBook first, RuleChanges changes)
        {
            var off = changes.Switches.Where(each => !each.Value).Select(each => new RuleId(each.Key))
                .ToImmutableDictionary(rule => rule, rule => Book.Value.OffSince(rule) ?? new SwitchedOff(next.InForceFrom, next.Number));
            var variation = new RuleVariation { Edition = next.Number, Severities = changes.Severities.ToImmutableDictionary(each => new RuleId(each.Key), each => each.Value), Off = off };
            return new RuleBook(RuleThresholds.Apply(first.Settings, changes.Thresholds).Settings ?? first.Settings, variation);
        }
    }
}
