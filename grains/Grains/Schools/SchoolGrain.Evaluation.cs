using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>What follows from a row: slices, findings, transitions, one transaction, and the telling.</content>
public sealed partial class SchoolGrain
{
    private async Task Process(JournalEntry row, ImmutableArray<Observation> observations)
    {
        stop.ThrowIfCancellationRequested();
        var before = (memory.UnderBaseline, Edition: memory.Editions.NumberAt(memory.LastAt));
        Apply(row);
        var baselineOver = before.UnderBaseline && !memory.UnderBaseline;
        var newEdition = memory.Editions.NumberAt(row.ReceivedAt) != before.Edition;
        var touched = memory.Take(observations);
        if (baselineOver || newEdition)
            touched = memory.WithEveryPupil(touched);
        var slices = memory.UnderBaseline ? touched : WithDue(touched, row.ReceivedAt);
        var afters = slices.Select(Folded).ToArray();
        memory.Count(slices.Select((slice, index) => ((Chronology?)memory.Of(slice.Student).Chronology, afters[index])));
        var told = touched.Select(slice => slice.Student).ToHashSet();
        if (!memory.UnderBaseline)
            slices = WithLinked(slices, ref afters, row.ReceivedAt, told);
        var outcomes = await Hand(row, slices, afters, evaluate: !memory.UnderBaseline);
        Keep(row, slices, outcomes);

        if (!memory.UnderBaseline)
        {
            var cause = baselineOver || row.Kind is EntryKind.PriorObservations ? Cause.Baseline : row.Kind is EntryKind.Clock or EntryKind.RulesPublished ? Cause.Timer : Cause.Observation;
            await Settle(slices, outcomes, told, row, cause, newEdition && !baselineOver);
            lastEvaluatedAt = row.ReceivedAt;
        }

        bytesSinceCheckpoint += row.Body.Length;
        if (baselineOver || bytesSinceCheckpoint >= Math.Max(options.CheckpointBytes, checkpoint.State.Sealed.Length))
            await WriteCheckpoint();
    }

    // Time has passed for the others too: whoever is due by now is asked with the touched.
    private ImmutableArray<PupilSlice> WithDue(ImmutableArray<PupilSlice> touched, DateTimeOffset at)
    {
        var due = memory.TakeDue(at);
        return due.Count == 0 ? touched
            : [.. touched, .. due.Except(touched.Select(slice => slice.Student)).Select(student => new PupilSlice(student, []))];
    }

    /// <summary>
    /// Hands each pupil its slice: the one method to replace when a benchmark asks for class shards. Most of the cost of a mark was the call
    /// of the pupil's grain, so only pupils who may have something to say are called, at most <see cref="SchoolOptions.PupilsInFlight"/> at a time.
    /// </summary>
    private async Task<PupilOutcome[]> Hand(JournalEntry row, ImmutableArray<PupilSlice> slices, Chronology[] afters, bool evaluate)
    {
        var outcomes = new PupilOutcome[slices.Length];
        var called = new List<(int Index, PupilContext Context, ImmutableArray<AlertUnder> Older)>();
        var book = memory.Editions.BookAt(row.ReceivedAt);
        var links = LinksWith(slices, afters, row.ReceivedAt);
        for (var next = 0; next < slices.Length; next++)
        {
            var context = evaluate ? links.ContextOf(slices[next].Student) : PupilContext.None;
            var subject = new AlertSubject(school, slices[next].Student);
            var older = OlderOf(subject, row.ReceivedAt);
            // What provably changes no outcome waits here: at its next call the pupil finds that a row passed it by, and asks for what it missed.
            // With an alert open, or a deadline to come, it is hardly ever so, and asking would only cost.
            if (!evaluate || (!board.HasOpen(subject) && memory.Of(slices[next].Student).NextDue is null && book.IsProvablyQuiet(afters[next], memory.Register.Calendar, row.ReceivedAt, context)))
                outcomes[next] = new PupilOutcome(afters[next], PupilAssessment.Nothing);
            else
                called.Add((next, context, older));
        }

        for (var start = 0; start < called.Count; start += options.PupilsInFlight)
        {
            var inFlight = called.GetRange(start, Math.Min(options.PupilsInFlight, called.Count - start));
            var answers = await Task.WhenAll(inFlight.Select(each => Call(row, slices[each.Index], each.Context, each.Older)));
            for (var next = 0; next < inFlight.Count; next++)
                outcomes[inFlight[next].Index] = answers[next];
        }

        return outcomes;
    }

    private Chronology Folded(PupilSlice slice)
    {
        var chronology = memory.Of(slice.Student).Chronology;
        foreach (var observation in slice.Observations)
            chronology = chronology.With(observation);
        return chronology;
    }

    /// <summary>Adds the pupils who are linked with those that changed: siblings, and whoever a concern names. Nothing new of themselves comes with them.</summary>
    /// <param name="told">The pupils of whom the row brings news; those linked with one of them are added. For the others only time has passed.</param>
    private ImmutableArray<PupilSlice> WithLinked(ImmutableArray<PupilSlice> slices, ref Chronology[] afters, DateTimeOffset at, HashSet<StudentId> told)
    {
        var links = LinksWith(slices, afters, at);
        var touched = told.ToHashSet();
        var named = slices.Select(slice => slice.Student).ToHashSet();
        var linked = new List<StudentId>();
        for (var next = 0; next < slices.Length; next++)
        {
            var isNews = touched.Contains(slices[next].Student);
            foreach (var other in links.AffectedBy(memory.Of(slices[next].Student).Chronology, afters[next]))
            {
                if (isNews)
                    told.Add(other);
                if (memory.Pupils.ContainsKey(other) && named.Add(other))
                    linked.Add(other);
            }
        }

        if (linked.Count == 0)
            return slices;
        afters = [.. afters, .. linked.Select(student => memory.Of(student).Chronology)];
        return [.. slices, .. linked.Select(student => new PupilSlice(student, []))];
    }

    // Links as they are after the row, whose chronologies the memory gets only when the pupils have answered.
    private PupilLinks LinksWith(ImmutableArray<PupilSlice> slices, Chronology[] afters, DateTimeOffset at)
    {
        Dictionary<StudentId, Chronology>? known = null;
        return new PupilLinks(memory.Register, memory.Statistics, Find, memory.Editions.BookAt(at), at);

        Chronology? Find(StudentId student)
        {
            known ??= slices.Select((slice, index) => (slice.Student, afters[index])).ToDictionary();
            return known.GetValueOrDefault(student) ?? memory.Pupils.GetValueOrDefault(student)?.Chronology;
        }
    }

    private Task<PupilOutcome> Call(JournalEntry row, PupilSlice slice, PupilContext context, ImmutableArray<AlertUnder> older)
    {
        var pupil = memory.Of(slice.Student);
        return pupil.Grain.Take(new StudentSlice(row.Position, pupil.Row, row.ReceivedAt, slice.Observations, memory.Register.Calendar, Evaluate: true, context, memory.Editions.Last.Number, older, lease.Fence));
    }

    private void Keep(JournalEntry row, ImmutableArray<PupilSlice> slices, PupilOutcome[] outcomes)
    {
        for (var next = 0; next < slices.Length; next++)
        {
            var pupil = memory.Of(slices[next].Student);
            pupil.Chronology = outcomes[next].Chronology;
            memory.SetDue(slices[next].Student, pupil, outcomes[next].Assessment.NextDue);
            if (slices[next].Observations.Length > 0)
                pupil.Row = row.Position;
        }

        memory.Advance(row);
    }

    /// <summary>
    /// A child's alert is stored and told before the school's own rules are asked: they look at everybody, which takes longer than all else.
    /// Until their outcome is stored too, the row is not done: whoever takes the school over meanwhile evaluates it again, and finds the
    /// pupils' alerts told.
    /// </summary>
    private async Task Settle(ImmutableArray<PupilSlice> slices, PupilOutcome[] outcomes, HashSet<StudentId> told, JournalEntry row, Cause cause, bool newEdition)
    {
        var awaited = slices.Select(slice => new AlertSubject(school, slice.Student)).Where(board.HasOpen).Append(new AlertSubject(school)).ToList();
        var ofPupils = WithTakenOn(ReconcilePupils(slices, outcomes, told, row, cause, newEdition), row.ReceivedAt);
        if (ofPupils.Transitions.IsEmpty)
            Keep(ofPupils);
        else
            await Store(row, ofPupils, processed: row.Position - 1);
        var ofSchool = ReconcileSchool(row, cause, newEdition);
        await Store(row, !options.AsksAgain || cause is Cause.Baseline || newEdition ? ofSchool : WithWhatPeopleAwait(ofSchool, awaited, row.ReceivedAt, cause), processed: row.Position);
    }

    private BoardChange ReconcilePupils(ImmutableArray<PupilSlice> slices, PupilOutcome[] outcomes, HashSet<StudentId> told, JournalEntry row, Cause cause, bool newEdition)
    {
        var after = board;
        var changes = ImmutableArray.CreateBuilder<Transition>();
        // Nearly all pupils of a row have nothing to say and nothing open: only the others are put in order and compared.
        var telling = Enumerable.Range(0, slices.Length).Where(index => !outcomes[index].Assessment.Findings.IsEmpty || board.HasOpen(new(school, slices[index].Student)));
        foreach (var index in telling.OrderBy(index => slices[index].Student))
        {
            var change = Reconciled(
                after,
                new AlertSubject(school, slices[index].Student),
                outcomes[index].Assessment.Findings,
                row,
                told.Contains(slices[index].Student) ? cause : Cause.Timer,
                newEdition,
                closing => Because(closing, outcomes[index].Chronology, slices[index].Observations));
            after = change.Board;
            changes.AddRange(change.Transitions);
        }

        return new BoardChange(after, changes.ToImmutable());
    }

    private SchoolView ViewOfSchool() => new(memory.Register, memory.Statistics, board) { AskedAt = schoolAskedAt };

    private BoardChange ReconcileSchool(JournalEntry row, Cause cause, bool newEdition)
    {
        var subject = new AlertSubject(school);
        var findings = memory.Editions.AssessSchool(ViewOfSchool(), row.ReceivedAt, OlderOf(subject, row.ReceivedAt), answers);
        schoolAskedAt = row.ReceivedAt;
        var change = Reconciled(board, subject, findings, row, cause, newEdition);
        schoolDue = memory.Editions.NextSchoolDue(memory.Register, row.ReceivedAt, change.Board.OlderThan(subject, memory.Editions.NumberAt(row.ReceivedAt)), answers);
        return change;
    }

    private BoardChange Reconciled(AlertBoard board, AlertSubject about, ImmutableArray<Finding> findings, JournalEntry row, Cause cause, bool newEdition, Func<Transition, string?>? because = null)
    {
        foreach (var finding in findings)
        {
            if (finding.Verdict is BrokeOff broken)
                Log.RuleFailed(log, school, finding.Rule, broken.Reason);
        }

        return newEdition ? board.ReconcileWithNewEdition(about, findings, row.ReceivedAt, change => change.Sequence == 1 ? AlreadySo(change) : because?.Invoke(change))
            : board.Reconcile(about, findings, row.ReceivedAt, cause, because);
    }

    /// <summary>Adds what people asked to be told of, and what time does to open alerts. What the rules say comes first: nobody is asked again about what is over.</summary>
    private BoardChange WithWhatPeopleAwait(BoardChange said, List<AlertSubject> awaited, DateTimeOffset at, Cause cause)
    {
        var (after, changes) = (said.Board, said.Transitions);
        foreach (var about in awaited)
            Add(after.TellAgain(about, at, cause));
        if (alertsDue <= at)
            Add(after.Pass(at, AlertTimes.Default, memory.Register.Calendar));
        return new BoardChange(after, changes);

        void Add(BoardChange change)
        {
            after = change.Board;
            changes = changes.AddRange(change.Transitions);
        }
    }

    private static string AlreadySo(Transition raised) => $"Already so when edition {raised.Edition} of the rules came into force.";

    // A wall that takes an alert away says why: the correction that did it, or what the rule says now.
    private string? Because(Transition transition, Chronology chronology, ImmutableArray<Observation> observations)
    {
        if (transition.To is not (AlertState.Resolved or AlertState.Retracted))
            return null;
        if (memory.Register.Identities.IsAlias(chronology.Student))
            return CarriedOn;
        return Correction.Of(transition.Evidence, observations)
            ?? Correction.Of(
                memory.Editions.BookOf(transition.Edition).Explain(chronology, memory.Register.Calendar, transition.At, memory.LinksAt(transition.At).ContextOf(chronology.Student)),
                transition.Alert.Rule);
    }

    // Evidence that came in after an alert was raised is not stored; the rules see it again.
    private void LookAgain()
    {
        if (memory.UnderBaseline)
            return;
        var links = memory.LinksAt(memory.LastAt);
        foreach (var subject in board.Open.Select(alert => alert.Key.Subject with { Facet = null }).Distinct().ToList())
        {
            var older = OlderOf(subject, memory.LastAt);
            var findings = subject.Student is { } student
                ? memory.Editions.Assess(memory.Of(student).Chronology, memory.Register.Calendar, memory.LastAt, links.ContextOf(student), older).Findings
                : memory.Editions.AssessSchool(ViewOfSchool(), memory.LastAt, older, answers);
            if (board.Reconcile(subject, findings, memory.LastAt, Cause.Timer) is { Transitions.IsEmpty: true } same)
                board = same.Board;
        }

        // Deadlines that hang on what was recorded, such as a concern's, are known once the rules have been asked.
        var own = OlderOf(new AlertSubject(school), memory.LastAt);
        _ = memory.Editions.AssessSchool(ViewOfSchool(), memory.LastAt, own, answers);
        schoolDue = memory.Editions.NextSchoolDue(memory.Register, memory.LastAt, own, answers);
    }

    private async Task Store(JournalEntry row, BoardChange change, long processed)
    {
        if (!change.Transitions.IsEmpty)
            await Commit(processed, change.Transitions);
        Keep(change);
        Counters.Stored(change.Transitions.Length, clock.Now - row.ReceivedAt);
        await Tell(change.Transitions, row.ReceivedAt);
    }

    private async Task Commit(long position, ImmutableArray<Transition> transitions)
    {
        Milestones.Reach(Milestones.BeforeCommit);
        await store.Commit(lease, new Outcome { ProcessedPosition = position, Transitions = transitions }, stop);
        Milestones.Reach(Milestones.Committed);
    }
}
