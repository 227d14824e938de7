using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Bench.Contestants;

/// <summary>
/// One school as a plain fold in a dictionary: the product's own domain, without grains, journal or database. What it ends with is
/// what everybody else must end with.
/// </summary>
internal sealed class SchoolInMemory(SchoolId school, RuleBook rules)
{
    private readonly Dictionary<StudentId, Chronology> pupils = [];
    private readonly PriorityQueue<StudentId, DateTimeOffset> due = new();
    private SchoolRegister register = SchoolRegister.Empty(school);
    private readonly SchoolAnswers answers = new();
    private SchoolStatistics statistics = SchoolStatistics.Empty;
    private AlertBoard board = AlertBoard.Empty(school);

    public IEnumerable<OpenAlert> Open => board.Open.Select(alert => new OpenAlert(alert.Key.Subject.Student?.Value ?? school.Value, alert.Key.Rule.Value));

    /// <summary>What is already loaded: taken in, not evaluated.</summary>
    public void Load(IEnumerable<ImmutableArray<Observation>> batches, DateTimeOffset at)
    {
        foreach (var batch in batches)
            Fold(batch, at);
    }

    public void EndLoad(DateTimeOffset at) => Judge(pupils.Keys.Select(student => new PupilSlice(student, [])).ToArray(), at);

    public void Take(ImmutableArray<Observation> page, DateTimeOffset at)
    {
        var touched = Fold(page, at);
        Judge([.. touched, .. TakeDue(at).Except(touched.Select(slice => slice.Student)).Select(student => new PupilSlice(student, []))], at);
    }

    private ImmutableArray<PupilSlice> Fold(ImmutableArray<Observation> page, DateTimeOffset at)
    {
        var intake = register.Take([.. page.Select(observation => observation with { ReceivedAt = at })]);
        register = intake.Register;
        var counting = new StatisticsIntake(statistics);
        foreach (var slice in intake.Slices)
        {
            var before = pupils.GetValueOrDefault(slice.Student);
            var chronology = before ?? Chronology.Empty(slice.Student);
            foreach (var observation in slice.Observations)
                chronology = chronology.With(observation);
            pupils[slice.Student] = chronology;
            counting.Take(before, chronology);
        }

        statistics = counting.Done();
        return intake.Slices;
    }

    private void Judge(IEnumerable<PupilSlice> slices, DateTimeOffset at)
    {
        var links = new PupilLinks(register, statistics, pupils.GetValueOrDefault, rules, at);
        foreach (var slice in slices)
        {
            var assessment = rules.Assess(pupils[slice.Student], register.Calendar, at, links.ContextOf(slice.Student));
            if (assessment.NextDue is { } next)
                due.Enqueue(slice.Student, next);
            board = board.Reconcile(new AlertSubject(school, slice.Student), assessment.Findings, at, Cause.Observation).Board;
        }

        board = board.Reconcile(new AlertSubject(school), rules.AssessSchool(new SchoolView(register, statistics, board), at, answers), at, Cause.Observation).Board;
    }

    private HashSet<StudentId> TakeDue(DateTimeOffset at)
    {
        var now = new HashSet<StudentId>();
        while (due.TryPeek(out var student, out var when) && when <= at)
        {
            due.Dequeue();
            now.Add(student);
        }

        return now;
    }
}
