using System.Collections.Immutable;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>
/// A school's alerts: every open one, and the last <see cref="MaximumPast"/> that are over. Immutable: a change is a new board.
/// It is a fold over its transitions, so a rebuild from the store gives the same board.
/// </summary>
public sealed partial class AlertBoard
{
    /// <summary>How many alerts that are over a board remembers; the first to end goes first. The store keeps them by its own policy.</summary>
    public const int MaximumPast = 4096;

    private readonly AlertLedger ledger;

    private AlertBoard(SchoolId school, AlertLedger ledger) => (School, this.ledger) = (school, ledger);

    public SchoolId School { get; }

    /// <summary>The number of the last change told, 0 before the first.</summary>
    public long LastUpdate => ledger.LastUpdate;

    public int OpenCount => ledger.Open.Count;

    /// <summary>Alerts that are firing or acknowledged, in the order in which they were raised.</summary>
    public IReadOnlyCollection<AlertRecord> Open => [.. ledger.Open.Values];

    /// <summary>Alerts that are over, in the order in which they ended, the last <see cref="MaximumPast"/> of them.</summary>
    public IReadOnlyCollection<AlertRecord> Past => [.. ledger.Past.Values];

    public static AlertBoard Empty(SchoolId school) => new(school, AlertLedger.Empty);

    /// <summary>The board as its stored transitions tell it, in any order. An alert is given with all its rows or not at all.</summary>
    /// <exception cref="InvalidDataException">A row is there twice, is missing, or does not follow from the one before.</exception>
    public static AlertBoard From(SchoolId school, IEnumerable<Transition> stored) =>
        new(school, stored.OrderBy(transition => transition.Update).Aggregate(AlertLedger.Empty, (ledger, next) => ledger.With(next)));

    /// <summary>The open and past alerts about one pupil, by rule, then oldest first: for the case page.</summary>
    public ImmutableArray<AlertRecord> Of(StudentId student) => Of(new AlertSubject(School, student));

    /// <summary>The open and past alerts about one subject and its facets, by rule, then oldest first.</summary>
    public ImmutableArray<AlertRecord> Of(AlertSubject subject) => [.. ledger.TracksOf(subject).SelectMany(ledger.EpisodesOf)];

    /// <summary>The pupils about whom anything is open: their silence would be news.</summary>
    public IReadOnlySet<StudentId> PupilsWithOpen() => ledger.Open.Values.Select(alert => alert.Key.Subject.Student).OfType<StudentId>().ToHashSet();

    /// <summary>The open alerts about one subject and its facets that another edition of the rules than this one raised, and still judges.</summary>
    public ImmutableArray<AlertUnder> OlderThan(AlertSubject subject, int edition) => edition == 0 ? []
        : [.. ledger.TracksOf(subject).Where(track => track.OpenSince > 0 && EditionOf(track) != edition).Select(track => new AlertUnder(track.Rule, track.Facet, EditionOf(track)))];

    /// <summary>One alert, or null when the board does not know it (any more).</summary>
    public AlertRecord? Find(AlertKey key) =>
        ledger.EpisodesOf(ledger.TrackOf(key.Subject, key.Rule)).FirstOrDefault(record => record.Key.Episode == key.Episode);

    /// <summary>Compares what the rules say of a subject with what has been told of it, and tells the difference.</summary>
    /// <param name="subject">The pupil or the school; a finding's facet is added to it.</param>
    /// <param name="findings">
    /// All that is open or has ever cleared. A rule that is not among them has nothing open and never cleared. While an alert is open only
    /// findings of the edition that raised it count; once it has ended, those of a later one do.
    /// </param>
    /// <param name="at">When the rules were asked.</param>
    /// <param name="cause">What made us ask.</param>
    /// <param name="because">Why a change is told, in a plain sentence; it is stored and shown as the transition's note.</param>
    /// <exception cref="ArgumentException">Two findings of one rule, facet and edition, or a subject of another school.</exception>
    public BoardChange Reconcile(AlertSubject subject, ImmutableArray<Finding> findings, DateTimeOffset at, Cause cause, Func<Transition, string?>? because = null) =>
        Reconcile(subject, findings, at, cause, cause, because);

    /// <summary>As the other, where an edition of the rules has come into force: what it finds already true is told as pre-existing.</summary>
    public BoardChange ReconcileWithNewEdition(AlertSubject subject, ImmutableArray<Finding> findings, DateTimeOffset at, Func<Transition, string?>? because = null) =>
        Reconcile(subject, findings, at, Cause.Timer, Cause.Baseline, because);

    private BoardChange Reconcile(AlertSubject subject, ImmutableArray<Finding> findings, DateTimeOffset at, Cause cause, Cause causeOfRaise, Func<Transition, string?>? because)
    {
        var tracks = ledger.TracksOf(subject);
        if (findings.IsEmpty && tracks.All(track => track.OpenSince == 0)) return new BoardChange(this, []);
        if (subject.School != School) throw new ArgumentException("The subject is another school's.", nameof(subject));

        var after = ledger;
        var told = ImmutableArray.CreateBuilder<Transition>();
        foreach (var finding in ByRule(findings, tracks))
        {
            var about = finding.Facet is null ? subject : subject with { Facet = finding.Facet };
            var open = after.OpenOf(after.TrackOf(about, finding.Rule));
            if (open is not null && open.Edition != finding.Edition) continue;
            if (Reconciliation.Of(open, finding, SchoolTime.DateOf(at), after.TrackOf(about, finding.Rule).Closed) is { } telling)
            {
                var change = Numbered(after, about, finding.Rule, telling) with { At = at, Cause = open is null ? causeOfRaise : cause };
                told.Add(because is null ? change : change with { Note = because(change) });
                after = after.With(told[^1]);
            }

            after = after.Seeing(after.TrackOf(about, finding.Rule), finding.Open);
        }

        return new BoardChange(ReferenceEquals(after, ledger) ? this : new AlertBoard(School, after), told.ToImmutable());
    }

    // What is open and not among the findings is a rule that has nothing open and never cleared: its alert was never true.
    private List<Finding> ByRule(ImmutableArray<Finding> findings, ImmutableArray<AlertTrack> tracks)
    {
        var silent = tracks
            .Where(track => track.OpenSince > 0 && !findings.Any(finding => track.IsOf(finding.Rule, finding.Facet) && finding.Edition == EditionOf(track)))
            .Select(track => new Finding(track.Rule, Version: 0, new Quiet("nothing is known of it any more"), null, track.Facet, Edition: EditionOf(track)));
        var all = findings.Concat(silent).OrderBy(finding => finding.Rule).ThenBy(finding => finding.Facet, StringComparer.Ordinal).ThenBy(finding => finding.Edition).ToList();
        for (var next = 1; next < all.Count; next++)
        {
            if (all[next].Rule == all[next - 1].Rule && all[next].Facet == all[next - 1].Facet && all[next].Edition == all[next - 1].Edition)
                throw new ArgumentException($"Two findings of {all[next].Rule} for one subject.", nameof(findings));
        }

        return all;
    }

    private int EditionOf(AlertTrack openTrack) => ledger.Open[openTrack.OpenSince].Edition;

    private static Transition Numbered(AlertLedger ledger, AlertSubject subject, RuleId rule, Telling telling)
    {
        var track = ledger.TrackOf(subject, rule);
        var record = ledger.OpenOf(track);
        var from = record?.State ?? AlertState.Inactive;
        return new Transition
        {
            Alert = record?.Key ?? new AlertKey(subject, rule, track.LastEpisode + 1),
            Sequence = (record?.Last.Sequence ?? 0) + 1,
            From = from,
            To = AlertLife.Next(from, telling.Happened).To ?? throw new InvalidOperationException($"{telling.Happened} does not change an alert that is {from}."),
            Severity = telling.Severity,
            Effective = telling.Effective,
            At = default,
            Cause = default,
            RuleVersion = telling.RuleVersion,
            Edition = telling.Edition,
            Evidence = telling.Evidence,
            Update = ledger.LastUpdate + 1,
        };
    }
}
