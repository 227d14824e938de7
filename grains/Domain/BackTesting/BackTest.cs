using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.BackTesting;

/// <summary>One alert that a changed rule book would add to a stretch of history, or take from it.</summary>
/// <param name="Student">Null for a school's own rule.</param>
/// <param name="IsAdded">False: the rules in force have it, the changed ones would not.</param>
[GenerateSerializer, Immutable, Alias("BackTestChange")]
public sealed record BackTestChange(
    [property: Id(0)] RuleId Rule,
    [property: Id(1)] StudentId? Student,
    [property: Id(2)] string? Facet,
    [property: Id(3)] DateOnly RaisedOn,
    [property: Id(4)] bool IsAdded);

/// <summary>What a changed rule book would have done to one school since a date.</summary>
/// <param name="Kept">Alerts of the rules that changed which both rule books have.</param>
[GenerateSerializer, Immutable, Alias("BackTestOutcome")]
public sealed record BackTestOutcome(
    [property: Id(0)] SchoolId School,
    [property: Id(1)] int Pupils,
    [property: Id(2)] ImmutableSortedDictionary<RuleId, int> Kept,
    [property: Id(3)] ImmutableArray<BackTestChange> Changes);

/// <summary>
/// Runs two rule books over the same history and compares the episodes they see in it. With today's knowledge: a correction that came later
/// is corrected in both. Reads values that nobody changes, so it can run beside the live school and touches no alert.
/// </summary>
public static class BackTest
{
    /// <param name="from">Episodes raised before this date are not compared.</param>
    /// <param name="asOf">The instant up to which there is history.</param>
    /// <param name="progress">Told after each pupil, from any thread.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BackTestOutcome Run(SchoolHistory history, RuleBook inForce, RuleBook changed, DateOnly from, DateTimeOffset asOf, Action? progress = null, CancellationToken cancellation = default)
    {
        var pupils = history.Pupils.ToDictionary(pupil => pupil.Student);
        var links = (Old: LinksOf(history, pupils, inForce, asOf), New: LinksOf(history, pupils, changed, asOf));
        var ofPupils = history.Pupils.AsParallel().AsOrdered().WithCancellation(cancellation).Select(pupil =>
        {
            var both = Compare(
                inForce.Timelines(pupil, history.Register.Calendar, asOf, links.Old.ContextOf(pupil.Student)),
                changed.Timelines(pupil, history.Register.Calendar, asOf, links.New.ContextOf(pupil.Student)),
                pupil.Student,
                from);
            progress?.Invoke();
            return both;
        }).ToList();
        var view = new SchoolView(history.Register, history.Statistics, AlertBoard.Empty(history.Register.School));
        ofPupils.Add(Compare(inForce.SchoolTimelines(view, asOf), changed.SchoolTimelines(view, asOf), null, from));

        var changes = ofPupils.SelectMany(each => each.Changes).OrderBy(each => each.Rule).ThenBy(each => each.RaisedOn).ThenBy(each => each.Student).ThenBy(each => each.Facet, StringComparer.Ordinal).ToImmutableArray();
        var kept = ofPupils.SelectMany(each => each.Kept).GroupBy(rule => rule).ToImmutableSortedDictionary(rule => rule.Key, rule => rule.Count());
        return new(history.Register.School, history.Pupils.Length, kept, changes);
    }

    private static PupilLinks LinksOf(SchoolHistory history, Dictionary<StudentId, Chronology> pupils, RuleBook rules, DateTimeOffset asOf) =>
        new(history.Register, history.Statistics, pupils.GetValueOrDefault, rules, asOf);

    private static (List<BackTestChange> Changes, List<RuleId> Kept) Compare(IEnumerable<Timeline> inForce, IEnumerable<Timeline> changed, StudentId? student, DateOnly from)
    {
        var (old, now) = (BySubject(inForce), BySubject(changed));
        var (changes, kept) = (new List<BackTestChange>(), new List<RuleId>());
        foreach (var of in old.Keys.Union(now.Keys))
        {
            var (gone, come, both) = Matched(old.GetValueOrDefault(of, []), now.GetValueOrDefault(of, []));
            changes.AddRange(gone.Where(span => span.RaisedOn >= from).Select(span => new BackTestChange(of.Rule, student, of.Facet, span.RaisedOn, IsAdded: false)));
            changes.AddRange(come.Where(span => span.RaisedOn >= from).Select(span => new BackTestChange(of.Rule, student, of.Facet, span.RaisedOn, IsAdded: true)));
            kept.AddRange(both.Where(span => span.RaisedOn >= from).Select(_ => of.Rule));
        }

        return (changes, kept);
    }

    private static Dictionary<(RuleId Rule, string? Facet), ImmutableArray<EpisodeSpan>> BySubject(IEnumerable<Timeline> timelines) =>
        timelines.ToDictionary(each => (each.Rule, each.Facet), each => each.Spans);

    // The same alert a few days earlier or later is the same alert: two episodes that share a day are one. Both lists are in order and each
    // is free of overlaps, so one walk along both finds the pairs.
    private static (List<EpisodeSpan> Gone, List<EpisodeSpan> Come, List<EpisodeSpan> Both) Matched(ImmutableArray<EpisodeSpan> old, ImmutableArray<EpisodeSpan> now)
    {
        var (gone, come, both) = (new List<EpisodeSpan>(), new List<EpisodeSpan>(), new List<EpisodeSpan>());
        var (i, j) = (0, 0);
        while (i < old.Length && j < now.Length)
        {
            if (IsBefore(old[i], now[j])) gone.Add(old[i++]);
            else if (IsBefore(now[j], old[i])) come.Add(now[j++]);
            else (both, i, j) = ([.. both, now[j]], i + 1, j + 1);
        }

        gone.AddRange(old[i..]);
        come.AddRange(now[j..]);
        return (gone, come, both);
    }

    private static bool IsBefore(EpisodeSpan one, EpisodeSpan other) => one.ClearedOn is { } cleared && cleared < other.RaisedOn;
}
