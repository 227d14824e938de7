using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Retention;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Retention;

/// <summary>What of a school is past its period, in its memory, its journal, its alerts and its decisions.</summary>
/// <param name="Counts">One a line of the policy that has anything, in the policy's order.</param>
internal sealed record FoundPastPeriod(
    SchoolPastPeriod View, DateTimeOffset AsOf, ImmutableArray<DisposalCount> Counts, ImmutableArray<ImmutableArray<Transition>> Alerts,
    ImmutableArray<StudentDecisions> Decisions, bool IsStopped)
{
    public static FoundPastPeriod Nothing(SchoolPastPeriod view, DateTimeOffset asOf) => new(view with { Pupils = [] }, asOf, [], [], [], true);
}

/// <summary>Finds what is past its period, and disposes of what was found.</summary>
public sealed class PastPeriod(SchoolStore store, DecisionStore decisions, SchoolDisposal disposal)
{
    internal async Task<FoundPastPeriod> Find(SchoolId school, SchoolPastPeriod view, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var counts = await disposal.Journal(school, view.Position, Goes(view, asOf), isDone: false, cancellation);
        var alerts = Over(await store.Transitions(school, 0, cancellation), view, asOf);
        ImmutableArray<StudentDecisions> old = [.. (await decisions.All(school, cancellation)).Where(each => Gone(each, view, asOf) > 0)];
        counts[RetentionPolicy.Alerts] = alerts.Length;
        counts[RetentionPolicy.Decisions] = old.Sum(each => (long)Gone(each, view, asOf));
        counts[RetentionPolicy.Pupils] = Math.Max(view.Pupils.Length, counts.GetValueOrDefault(RetentionPolicy.Pupils) > 0 ? 1 : 0);
        return new FoundPastPeriod(
            view, asOf, [.. RetentionPolicy.Lines.Where(line => counts.GetValueOrDefault(line.Id) > 0).Select(line => new DisposalCount(line.Id, counts[line.Id]))], alerts, old, false);
    }

    /// <summary>After the school has forgotten it. In pages: stopped half way, the next one finds the rest.</summary>
    internal async Task<bool> Dispose(SchoolId school, FoundPastPeriod found, CancellationToken cancellation)
    {
        await disposal.Journal(school, found.View.Position, Goes(found.View, found.AsOf), isDone: true, cancellation);
        foreach (var old in found.Decisions)
        {
            var stays = Remembers(found.View, old.Student) ? old.Decisions.RemoveAll(each => IsPast(each, found.AsOf)) : [];
            if (await decisions.Write(school, old with { Decisions = stays }, cancellation) is null)
                throw new JournalBehindException("A case is being changed at this moment: look again.");
        }

        return true;
    }

    // A pupil who is not remembered and not held has been forgotten, now or by a disposal that was stopped half way.
    private static Func<Observation, string?> Goes(SchoolPastPeriod view, DateTimeOffset asOf)
    {
        var (remembered, frozen) = (view.Remembered.ToHashSet(), view.Frozen.ToHashSet());
        var (concerns, ofFrozen) = (view.KeptConcerns.ToHashSet(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        return observation =>
        {
            var student = observation is PupilObservation { Student: var own } ? own : (observation as Withdrawn)?.Student;
            if (student is { } pupil && !remembered.Contains(pupil))
                return RetentionPolicy.LineOf(observation is Withdrawn { Of: var of } ? of : observation.Type) ?? RetentionPolicy.Pupils;
            if (student is { } kept && frozen.Contains(kept))
            {
                // What was done about a concern names no pupil: it stays with the concern.
                if (observation is Concern concern)
                    ofFrozen.Add(concern.Id);
                return null;
            }

            if (ConcernOf(observation) is { } id && (concerns.Contains(id) || ofFrozen.Contains(id)))
                return null;
            return RetentionPolicy.IsPast(observation, asOf) ? RetentionPolicy.LineOf(observation is Withdrawn { Of: var gone } ? gone : observation.Type) : null;
        };
    }

    private static string? ConcernOf(Observation observation) => observation switch
    {
        Concern concern => concern.Id,
        ConcernAction action => action.Concern,
        _ => null,
    };

    private static ImmutableArray<ImmutableArray<Transition>> Over(IReadOnlyList<Transition> stored, SchoolPastPeriod view, DateTimeOffset asOf)
    {
        var last = stored.Count == 0 ? 0 : stored.Max(each => each.Update);
        var oldest = asOf.AddMonths(-RetentionPolicy.Months);
        var over = ImmutableArray.CreateBuilder<ImmutableArray<Transition>>();
        foreach (var rule in stored.GroupBy(each => (each.Alert.Subject, each.Alert.Rule)))
        {
            var episodes = rule.GroupBy(each => each.Alert.Episode).OrderBy(episode => episode.Key).Select(episode => episode.OrderBy(each => each.Sequence).ToImmutableArray()).ToList();
            // The newest tells how to go on counting, and what a person closed.
            var isForgotten = rule.Key.Subject.Student is { } student && !Remembers(view, student);
            var mayGo = isForgotten ? episodes : episodes[..^1];
            over.AddRange(mayGo.Where(episode => !AlertLife.IsOpen(episode[^1].To) && (isForgotten || episode[^1].At < oldest) && episode[^1].Update < last && !IsFrozen(view, rule.Key.Subject)));
        }

        return over.ToImmutable();
    }

    private static bool IsFrozen(SchoolPastPeriod view, AlertSubject subject) => subject.Student is { } student && view.Frozen.Contains(student);

    private static bool Remembers(SchoolPastPeriod view, StudentId student) => view.Remembered.Contains(student);

    private static int Gone(StudentDecisions each, SchoolPastPeriod view, DateTimeOffset asOf) =>
        !Remembers(view, each.Student) ? each.Decisions.Length : view.Frozen.Contains(each.Student) ? 0 : each.Decisions.Count(decision => IsPast(decision, asOf));

    private static bool IsPast(CaseDecision decision, DateTimeOffset asOf) => decision.At < asOf.AddMonths(-RetentionPolicy.Months);
}
