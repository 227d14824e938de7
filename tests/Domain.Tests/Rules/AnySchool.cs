using CsCheck;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>Stories of a small school from tiny, colliding ranges, and rules with numbers so small that such a school reaches them.</summary>
internal static class AnySchool
{
    public static readonly DateOnly FirstDay = new(2026, 11, 2);
    public static readonly DateTimeOffset Start = SchoolTime.At(FirstDay, new(7, 0));

    public static readonly RuleBook Rules = new(RuleSettings.Default with
    {
        ClusterPupils = 2,
        ClusterChance = 0.3,
        SpikeConcerns = 2,
        SpikeChance = 0.3,
        TriageSchoolDays = 3,
        CodeMixSchoolDays = 2,
        CodeMixUsualSchoolDays = 4,
        CodeMixLeastSchoolDays = 1,
        DisproportionPupils = 1,
        DisproportionChance = 1.1,
        AlertLoadPerLead = 1,
        AlertLoadSchoolDays = 1,
    });

    private static readonly Gen<StudentId> Student = Gen.Int[1, 5].Select(number => new StudentId($"p00{number}"));
    private static readonly Gen<DateOnly> Date = Gen.Int[0, 27].Select(FirstDay.AddDays);

    private static readonly Gen<Observation> Mark = Gen.Select(Student, Date, Gen.Enum<Session>(), OneOf("/", "B", "D", "I", null), Gen.Int[0, 3], (student, date, session, code, late) => (Observation)new Mark
    {
        School = Story.School,
        Student = student,
        At = new(date, session),
        Code = code,
        ReceivedAt = SchoolTime.At(date.AddDays(late), session is Session.AM ? new(9, 30) : new(13, 50)),
    });

    private static readonly Gen<Observation> Concern = Gen.Select(Student, Gen.Int[1, 8], Date, OneOf("bullying", "other", "weapon"), Gen.Int[1, 4], Student, Gen.Int[0, 4], (student, id, date, category, severity, linked, late) => (Observation)new Concern
    {
        School = Story.School,
        Student = student,
        Id = $"c{id}",
        OccurredAt = SchoolTime.At(date, new(11, 0)),
        RecordedAt = SchoolTime.At(date, new(14, severity * 10)),
        RecordedBy = $"r{id % 3}",
        Categories = [category],
        Severity = severity,
        Linked = linked == student ? [] : [linked],
        ReceivedAt = SchoolTime.At(date.AddDays(late), new(15, 0)),
    });

    private static readonly Gen<Observation> Action = Gen.Select(Gen.Int[1, 8], Date, Gen.Int[8, 19], (id, date, hour) => (Observation)new ConcernAction
    {
        School = Story.School,
        Id = $"a{id}",
        Concern = $"c{id}",
        At = SchoolTime.At(date, new(hour, 0)),
        Kind = ActionKind.Triage,
        ReceivedAt = SchoolTime.At(date, new(hour, 0)),
    });

    private static readonly Gen<Observation> Suspension = Gen.Select(Student, Date, Gen.Int[1, 3], (student, date, id) => (Observation)new Suspension
    {
        School = Story.School,
        Student = student,
        Id = $"s{id}",
        From = date,
        Sessions = 2,
        ReceivedAt = SchoolTime.At(date, new(16, 0)),
    });

    private static readonly Gen<Observation> Training = Gen.Select(Gen.Int[1, 4], OneOf("DSL", "governor", "staff"), Date, Gen.Int[0, 800], Gen.Bool, (person, group, date, days, isInducted) => (Observation)new Training
    {
        School = Story.School,
        Person = $"t{person}",
        Group = group,
        AppointedOn = date.AddDays(-days / 2),
        InductionOn = isInducted ? date : null,
        LastOn = days % 3 == 0 ? null : date.AddDays(-days),
        ReceivedAt = SchoolTime.At(date, new(17, 30)),
    });

    private static readonly Gen<Observation> Enrolment = Gen.Select(Student, Date, Gen.Bool, Gen.Int[8, 9], (student, date, hasNeed, year) => (Observation)(Pupil(student) with
    {
        YearGroup = year,
        Statuses = hasNeed ? [new(StatusKind.SENSupport, date.AddDays(-3), date.AddDays(9))] : [],
        ReceivedAt = SchoolTime.At(date, new(8, 0)),
    }));

    private static readonly Gen<Observation> Withdrawal = Gen.Select(Gen.Int[1, 8], Student, Date, Gen.Int[0, 3], (id, student, date, what) => (Observation)new Withdrawn
    {
        School = Story.School,
        Of = what switch { 0 => "concern", 1 => "action", 2 => "training", _ => "suspension" },
        OfKey = what switch { 0 => $"c{id}|{student}", 1 => $"a{id}", 2 => $"t{id}", _ => $"s{id}|{student}" },
        Student = what is 0 or 3 ? student : null,
        At = SchoolTime.At(date, new(18, 0)),
        Reason = "deleted",
        ReceivedAt = SchoolTime.At(date, new(18, 0)),
    });

    /// <summary>In order of receipt.</summary>
    public static readonly Gen<Observation[]> Any = Gen.OneOf(Mark, Mark, Concern, Concern, Concern, Action, Suspension, Training, Enrolment, Withdrawal).Array[0, 50]
        .Select(story => story.OrderBy(each => each.ReceivedAt).ToArray());

    public static Observation[] Begin => [
        Story.Calendar() with { Terms = [new("half one", new(2025, 9, 1), new(2026, 11, 13)), new("half two", new(2026, 11, 14), new(2027, 7, 21))], ReceivedAt = Start },
        .. Enumerable.Range(1, 5).Select(number => Pupil(new($"p00{number}")) with { ReceivedAt = Start })];

    private static Pupil Pupil(StudentId student) => Story.Pupil(student) with { Statuses = student.Value is "p001" ? [new(StatusKind.EHCP, new(2025, 9, 1), null)] : [] };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>The school as it comes to be known, with its alerts.</summary>
    internal sealed class Known
    {
        private readonly Dictionary<StudentId, Chronology> _pupils = [];

        public SchoolView View { get; private set; } = SchoolView.Of(SchoolRegister.Empty(Story.School));

        public IEnumerable<Chronology> Pupils => _pupils.Values;

        public Known Take(IReadOnlyList<Observation> together, DateTimeOffset? told = null)
        {
            var intake = View.Register.Take(together);
            var counting = new StatisticsIntake(View.Statistics);
            var board = View.Board;
            foreach (var slice in intake.Slices)
            {
                var before = _pupils.GetValueOrDefault(slice.Student);
                var after = slice.Observations.Aggregate(before ?? Chronology.Empty(slice.Student), (known, next) => known.With(next));
                _pupils[slice.Student] = after;
                counting.Take(before, after);
                if (told is { } at) board = board.Reconcile(new AlertSubject(Story.School, slice.Student), Rules.Assess(after, intake.Register.Calendar, at).Findings, at, Cause.Observation).Board;
            }

            View = new(intake.Register, counting.Done(), board);
            return this;
        }
    }
}
