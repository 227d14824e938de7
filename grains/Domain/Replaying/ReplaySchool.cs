using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Replaying;

/// <summary>One school while its file is replayed: what is known, what was told, and whose deadline comes next.</summary>
public sealed class ReplaySchool(SchoolId school, ReplayOptions options)
{
    private readonly RuleEditions rules = options.Rules;
    private readonly Dictionary<StudentId, Chronology> pupils = [];
    private readonly Dictionary<StudentId, DateTimeOffset> due = [];

    // May hold deadlines that have moved since; what "due" says counts.
    private readonly PriorityQueue<StudentId, DateTimeOffset> deadlines = new();
    private readonly HashSet<StudentId> touched = [];

    // Nothing new of themselves, but of somebody they are linked with.
    private readonly HashSet<StudentId> linked = [];

    private readonly SchoolAnswers answers = new();
    private readonly LentLately lentLately = new();

    private SchoolRegister register = SchoolRegister.Empty(school);
    private SchoolStatistics statistics = SchoolStatistics.Empty;
    private AlertBoard board = AlertBoard.Empty(school);
    private bool schoolTouched;
    private DateTimeOffset? schoolDue;
    private DateTimeOffset? schoolAskedAt;
    private DateTimeOffset evaluated = DateTimeOffset.MinValue;

    /// <summary>Everybody is looked at as an edition comes into force, before what is received later: what it finds then was so already.</summary>
    public void BringIntoForce(DateTimeOffset upTo, List<Transition> told)
    {
        foreach (var start in rules.StartsBetween(evaluated, upTo))
        {
            foreach (var student in pupils.Keys.Order().ToList()) Evaluate(student, start, told, isNewEdition: true);
            EvaluateSchool(start, told, isNewEdition: true);
            evaluated = start;
        }
    }

    public ImmutableArray<SchoolId> Peers => register.Record?.Peers ?? [];

    /// <summary>The board of the trust the school says it belongs to.</summary>
    public SchoolId? Trust => register.Record?.Trust is { } trust && IdText.IsTrust(trust.Value) ? SchoolId.OfTrust(trust) : null;

    /// <summary>What it lends to compare with: the same value as long as there is nothing new.</summary>
    public SchoolFigures Lend(DateTimeOffset at, SchoolId to) =>
        lentLately.Of(new(register, statistics, board), pupils.GetValueOrDefault, rules.BookAt(at), at, to);

    /// <summary>Takes in what became known at one instant.</summary>
    public void Take(IReadOnlyList<Observation> together)
    {
        var intake = register.Take(together, pupils.GetValueOrDefault);
        register = intake.Register;
        schoolTouched = true;
        var counting = new StatisticsIntake(statistics);
        foreach (var slice in intake.Slices)
        {
            var before = pupils.GetValueOrDefault(slice.Student);
            var after = slice.Observations.Aggregate(before ?? Chronology.Empty(slice.Student), (known, observation) => known.With(observation));
            pupils[slice.Student] = after;
            counting.Take(before, after);
            touched.Add(slice.Student);
            linked.UnionWith(LinksAt(default).AffectedBy(before, after));
        }

        statistics = counting.Done();
        if (intake.EveryPupilAffected) touched.UnionWith(pupils.Keys);
    }

    /// <summary>Asks the rules about whoever was touched or is due, the school last, and tells what changed.</summary>
    public void Evaluate(DateTimeOffset at, List<Transition> told)
    {
        foreach (var student in Concerned(at)) Evaluate(student, at, told);
        if (schoolTouched || schoolDue <= at || options.IgnoreDeadlines) EvaluateSchool(at, told);
        touched.Clear();
        linked.Clear();
        schoolTouched = false;
        evaluated = at;
    }

    public IEnumerable<Explanation> Explain(StudentId student, DateTimeOffset asOf) =>
        pupils.TryGetValue(student, out var chronology)
            ? rules.Explain(chronology, register.Calendar, asOf, LinksAt(asOf).ContextOf(student), OlderOf(new(school, student), asOf))
                .OrderBy(finding => finding.Rule).Select(finding => new Explanation(new AlertSubject(school, student), finding))
            : [];

    private void EvaluateSchool(DateTimeOffset at, List<Transition> told, bool isNewEdition = false)
    {
        var (subject, older) = (new AlertSubject(school), OlderOf(new(school), at));
        var findings = rules.AssessSchool(new(register, statistics, board) { AskedAt = schoolAskedAt }, at, older, answers);
        schoolAskedAt = at;
        Keep(isNewEdition ? board.ReconcileWithNewEdition(subject, findings, at) : board.Reconcile(subject, findings, at, schoolTouched ? Cause.Observation : Cause.Timer), told);
        schoolDue = rules.NextSchoolDue(register, at, OlderOf(subject, at), answers);
    }

    private void Evaluate(StudentId student, DateTimeOffset at, List<Transition> told, bool isNewEdition = false)
    {
        var subject = new AlertSubject(school, student);
        var assessment = rules.Assess(pupils[student], register.Calendar, at, LinksAt(at).ContextOf(student), OlderOf(subject, at));
        var cause = touched.Contains(student) || linked.Contains(student) ? Cause.Observation : Cause.Timer;
        Keep(isNewEdition ? board.ReconcileWithNewEdition(subject, assessment.Findings, at) : board.Reconcile(subject, assessment.Findings, at, cause), told);
        due.Remove(student);
        if (assessment.NextDue is not { } next) return;
        due[student] = next;
        deadlines.Enqueue(student, next);
    }

    private ImmutableArray<AlertUnder> OlderOf(AlertSubject subject, DateTimeOffset at) => board.OlderThan(subject, rules.NumberAt(at));

    private ImmutableSortedSet<StudentId> Concerned(DateTimeOffset at)
    {
        if (options.IgnoreDeadlines) return [.. pupils.Keys];
        var concerned = touched.Union(linked).Where(pupils.ContainsKey).ToHashSet();
        while (deadlines.TryPeek(out var student, out var deadline) && deadline <= at)
        {
            deadlines.Dequeue();
            if (due.TryGetValue(student, out var next) && next == deadline) concerned.Add(student);
        }

        // Time alone can make a child's alert serious, which is news for the siblings.
        var siblings = concerned.SelectMany(student => LinksAt(at).AffectedBy(pupils[student], pupils[student])).Where(pupils.ContainsKey);
        return [.. concerned, .. siblings];
    }

    private PupilLinks LinksAt(DateTimeOffset at) => new(register, statistics, pupils.GetValueOrDefault, rules.BookAt(at), at);

    private void Keep(BoardChange change, List<Transition> told)
    {
        board = change.Board;
        told.AddRange(change.Transitions);
    }
}
