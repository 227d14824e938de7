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

    /// <summary>Whether anything is open about a subject or a facet of it: its silence would be news.</summary>
    public bool HasOpen(AlertSubject subject)
    {
        foreach (var track in ledger.TracksOf(subject))
        {
            if (track.OpenSince > 0) return true;
        }

        return false;
    }

    /// <summary>The open alerts about one subject and its facets that another edition of the rules than this one raised, and still judges.</summary>
    public ImmutableArray<AlertUnder> OlderThan(AlertSubject subject, int edition) => edition == 0 ? []
        : [.. ledger.TracksOf(subject).Where(track => track.OpenSince > 0 && EditionOf(track) != edition).Select(track => new AlertUnder(track.Rule, track.Facet, EditionOf(track)))];

    /// <summary>One alert, or null when the board does not know it (any more).</summary>
    public AlertRecord? Find(AlertKey key) =>
        ledger.EpisodesOf(ledger.TrackOf(key.Subject, key.Rule)).FirstOrDefault(record => record.Key.Episode == key.Episode);

    /// <summary>Compares what the rules say of a subject with what has been told of it, and tells the difference.</summary>
    /// <param name="subject">The pupil or the school; a finding's facet is added to it.</param>
    /// <param name="findings">
    /// All that is open or has ever cleared. A rule that is not among them has nothing open and never cleared; of one that broke off nothing changes. While an alert is open only
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

        var (after, told) = (ledger, ImmutableArray<Transition>.Empty);
        foreach (var finding in ByRule(findings, tracks))
        {
            // Nobody knows what it would say: what it told stands.
            if (finding.Verdict is BrokeOff) continue;
            var about = finding.Facet is null ? subject : subject with { Facet = finding.Facet };
            var track = after.TrackOf(about, finding.Rule);
            var open = after.OpenOf(track);
            if (open is not null && open.Edition != finding.Edition) continue;
            if (Reconciliation.Of(open, finding, SchoolTime.DateOf(at), track.Closed) is { } telling)
            {
                var change = Numbered(after, about, finding.Rule, telling) with { At = at, Cause = open is null ? causeOfRaise : cause };
                told = told.Add(because is null ? change : change with { Note = because(change) });
                after = after.With(told[^1]);
                track = after.TrackOf(about, finding.Rule);
            }

            after = after.Seeing(track, finding.Open);
        }

        return new BoardChange(ReferenceEquals(after, ledger) ? this : new AlertBoard(School, after), told);
    }

    // What is open and not among the findings is a rule that has nothing open and never cleared: its alert was never true.
    private ImmutableArray<Finding> ByRule(ImmutableArray<Finding> findings, ImmutableArray<AlertTrack> tracks)
    {
        var all = findings;
        foreach (var track in tracks)
        {
            if (track.OpenSince > 0 && !IsAmong(findings, track, EditionOf(track)))
                all = all.Add(new Finding(track.Rule, Version: 0, new Quiet("nothing is known of it any more"), null, track.Facet, Edition: EditionOf(track)));
        }

        // The rules are asked in the order of their ids, so that it is in order already at nearly all times.
        if (!IsInOrder(all)) all = all.Sort(Compare);
        for (var next = 1; next < all.Length; next++)
        {
            if (Compare(all[next - 1], all[next]) == 0) throw new ArgumentException($"Two findings of {all[next].Rule} for one subject.", nameof(findings));
        }

        return all;
    }

    private static bool IsAmong(ImmutableArray<Finding> findings, AlertTrack track, int edition)
    {
        foreach (var finding in findings)
        {
            if (finding.Edition == edition && (track.IsOf(finding.Rule, finding.Facet) || (finding.Verdict is BrokeOff && finding.Rule == track.Rule))) return true;
        }

        return false;
    }

    private static bool IsInOrder(ImmutableArray<Finding> findings)
    {
        for (var next = 1; next < findings.Length; next++)
        {
            if (Compare(findings[next - 1], findings[next]) > 0) return false;
        }

        return true;
    }

    private static int Compare(Finding one, Finding other)
    {
        var rule = one.Rule.CompareTo(other.Rule);
        if (rule != 0) return rule;
        var facet = string.CompareOrdinal(one.Facet, other.Facet);
        return facet != 0 ? facet : one.Edition.CompareTo(other.Edition);
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
