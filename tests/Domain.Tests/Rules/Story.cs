using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>What comes in together at an instant, or else an alert of a rule that somebody takes on, or alerts that somebody closes; nothing of it when only time passes.</summary>
internal sealed record Happening(DateTimeOffset At, ImmutableArray<Observation> What, RuleId? TakenOn, Closing? Closed = null);

/// <summary>The first open alerts of a rule, by pupil, that somebody closes, and how many of them were worth the look.</summary>
internal sealed record Closing(RuleId Rule, int Alerts, int WorthTheLook)
{
    /// <summary>Every outcome that there is takes its turn.</summary>
    public AlertCommand CommandOf(int number, DateTimeOffset at) => new(AlertVerb.Close, "lead", "looked at", $"close-{at:O}-{number}", Outcome: (number < WorthTheLook, number % 2) switch
    {
        (true, 0) => ClosureOutcome.Acted,
        (true, _) => ClosureOutcome.NoFurtherAction,
        (false, 0) => ClosureOutcome.NotUseful,
        (false, _) => ClosureOutcome.WrongData,
    });
}

/// <summary>A school on which a story is played through register, chronologies, rules and board, waking for every deadline as the live system does.</summary>
internal sealed class Story(RuleBook rules, SchoolId? trust = null)
{
    public static readonly SchoolId School = new("oakfield");

    private readonly SchoolId _board = trust ?? School;
    private readonly Dictionary<StudentId, Chronology> _pupils = [];
    private readonly Dictionary<StudentId, DateTimeOffset?> _due = [];
    private readonly SchoolAnswers _answers = new();
    private SchoolStatistics _statistics = SchoolStatistics.Empty;
    private DateTimeOffset _now;
    private DateTimeOffset? _schoolDue;

    public AlertBoard Board { get; private set; } = AlertBoard.Empty(trust ?? School);

    public SchoolRegister Register { get; private set; } = SchoolRegister.Empty(trust ?? School);

    public List<Transition> Told { get; } = [];

    /// <summary>The deadlines at which it woke.</summary>
    public List<DateTimeOffset> Woken { get; } = [];

    private SchoolView View => new(Register, _statistics, Board);

    public Chronology Of(StudentId student) => _pupils.GetValueOrDefault(student) ?? Chronology.Empty(student);

    public IEnumerable<Finding> Explain(StudentId student) => rules.Explain(Of(student), Register.Calendar, _now, LinksAt(_now).ContextOf(student)).Concat(rules.ExplainSchool(View, _now));

    /// <summary>Two school years: summer 2026 ends on Wednesday 22 July, autumn starts on Thursday 3 September, half-term 26–30 October, INSET on Friday 20 November.</summary>
    public static Calendar Calendar() => new()
    {
        School = School,
        From = new(2025, 9, 1),
        To = new(2027, 7, 21),
        Closed = [.. Days(new(2026, 7, 23), new(2026, 9, 2)), .. Days(new(2026, 10, 26), new(2026, 10, 30)), .. Days(new(2026, 12, 21), new(2027, 1, 1))],
        Inset = [new(2026, 11, 20)],
        Terms =
        [
            new("Autumn 2025", new(2025, 9, 1), new(2025, 12, 31)), new("Spring 2026", new(2026, 1, 1), new(2026, 4, 10)), new("Summer 2026", new(2026, 4, 13), new(2026, 7, 22)),
            new("Autumn 2026", new(2026, 9, 3), new(2026, 12, 18)), new("Spring 2027", new(2027, 1, 4), new(2027, 4, 9)), new("Summer 2027", new(2027, 4, 12), new(2027, 7, 21)),
        ],
    };

    public static Pupil Pupil(StudentId student) => new()
    {
        School = School,
        Student = student,
        Born = new(2012, 3, 4),
        YearGroup = 9,
        Registration = "9A",
        Joined = new(2023, 9, 1),
    };

    public static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to) => Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays);

    public void Live(Happening happening)
    {
        if (happening.TakenOn is { } rule) Acknowledge(rule, happening.At);
        else if (happening.Closed is { } closing) Close(closing, happening.At);
        else Take(happening.At, happening.What);
    }

    public void Take(DateTimeOffset at, IReadOnlyList<Observation> together)
    {
        WakeUpTo(at, isIncluded: false);
        _now = at;
        var intake = Register.Take(together);
        Register = intake.Register;
        var counting = new StatisticsIntake(_statistics);
        foreach (var slice in intake.Slices)
        {
            var (before, after) = (_pupils.GetValueOrDefault(slice.Student), slice.Observations.Aggregate(Of(slice.Student), (known, next) => known.With(next)));
            _pupils[slice.Student] = after;
            counting.Take(before, after);
        }

        _statistics = counting.Done();

        // Whoever is linked with the touched is looked at too; here that is simply everybody.
        foreach (var student in _pupils.Keys.Order().ToList()) Assess(student, at, Cause.Observation);
        AssessSchool(at, Cause.Observation);
        WakeUpTo(at);
    }

    public void WakeUpTo(DateTimeOffset at, bool isIncluded = true)
    {
        while (_due.Values.Append(_schoolDue).Where(due => due < at || (isIncluded && due == at)).Min() is { } next)
        {
            _now = next;
            Woken.Add(next);
            var due = _due.Where(each => each.Value <= next).Select(each => each.Key).ToList();

            // Time alone can make a child's alert serious, which is news for the siblings.
            foreach (var student in due.Concat(due.SelectMany(each => LinksAt(next).AffectedBy(Of(each), Of(each)))).Where(_pupils.ContainsKey).Distinct().Order().ToList()) Assess(student, next, Cause.Timer);
            if (_schoolDue <= next) AssessSchool(next, Cause.Timer);
        }

        _now = at;
    }

    public void Acknowledge(RuleId rule, DateTimeOffset at)
    {
        WakeUpTo(at);
        // The example's own pupil before others, of whom a rule may say the same; what somebody has taken on before last.
        var open = Board.Open.Where(alert => alert.Key.Rule == rule).OrderBy(alert => alert.State is AlertState.Acknowledged).ThenByDescending(alert => alert.Key.Subject.Student is null or { Value: "p001" }).First();
        var accepted = Assert.IsType<Accepted>(Board.Carry(open.Key, new(AlertVerb.Acknowledge, "lead", "seen", $"ack-{at:O}"), at, Register.Calendar));
        Board = accepted.Board;
        Told.Add(accepted.Transition);
    }

    public void Close(Closing closing, DateTimeOffset at)
    {
        WakeUpTo(at);
        var open = Board.Open.Where(alert => alert.Key.Rule == closing.Rule).OrderBy(alert => alert.Key.Subject.Student).Take(closing.Alerts).ToList();
        Assert.Equal(closing.Alerts, open.Count);
        foreach (var (number, alert) in open.Index())
        {
            var accepted = Assert.IsType<Accepted>(Board.Carry(alert.Key, closing.CommandOf(number, at), at, Register.Calendar));
            Board = accepted.Board;
            Told.Add(accepted.Transition);
        }
    }

    private void Assess(StudentId student, DateTimeOffset at, Cause cause)
    {
        var assessment = rules.Assess(Of(student), Register.Calendar, at, LinksAt(at).ContextOf(student));
        Assert.True(assessment.NextDue is not { } due || due > at, "a deadline lies ahead");
        _due[student] = assessment.NextDue;
        Keep(Board.Reconcile(new AlertSubject(School, student), assessment.Findings, at, cause));
    }

    private void AssessSchool(DateTimeOffset at, Cause cause)
    {
        Keep(Board.Reconcile(new AlertSubject(_board), rules.AssessSchool(View, at, _answers), at, cause));
        _schoolDue = rules.NextSchoolDue(Register, at, _answers);
    }

    private PupilLinks LinksAt(DateTimeOffset at) => new(Register, _statistics, _pupils.GetValueOrDefault, rules, at);

    private void Keep(BoardChange change)
    {
        Board = change.Board;
        Told.AddRange(change.Transitions);
    }
}
