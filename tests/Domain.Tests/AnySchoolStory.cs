using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests;

/// <summary>What one small school sends, page after page: four pupils in two households who move, concerns that name others, corrections and things taken back.</summary>
internal static class AnySchoolStory
{
    public static readonly DateOnly FirstDay = new(2026, 9, 7);

    private static Gen<StudentId> Student => Gen.Int[1, 4].Select(number => new StudentId($"p{number:000}"));

    private static Gen<DateOnly> Date => Gen.Int[0, 30].Select(FirstDay.AddDays);

    private static Gen<Observation> Pupil => Gen.Select(Student, OneOf("h1", "h2", null), OneOf(StatusKind.CP, StatusKind.CIN, StatusKind.SENSupport), (student, household, kind) => (Observation)(Story.Pupil(student) with
    {
        Household = household,
        Statuses = [new(kind, FirstDay.AddDays(-30), null)],
    }));

    private static Gen<Observation> Concern => Gen.Select(Student, OneOf("a", "b", "c"), Date, Gen.Int[1, 4], Student, Student, OneOf("a", null), (student, id, date, severity, aggressor, target, same) => (Observation)new Concern
    {
        School = Story.School,
        Student = student,
        Id = id,
        OccurredAt = SchoolTime.At(date, new(12, 0)),
        Categories = [severity > 2 ? "child-on-child" : "neglect"],
        Severity = severity,
        RecordedBy = "Ann",
        SameEventAs = same,
        ChildOnChild = severity > 1 ? new([aggressor], [target]) : null,
    });

    private static Gen<Observation> Action => Gen.Select(OneOf("x", "y"), OneOf("a", "b", "c"), Date, Gen.Enum<ActionKind>(),
        (id, concern, date, kind) => (Observation)new ConcernAction { School = Story.School, Id = id, Concern = concern, At = SchoolTime.At(date, new(16, 0)), Kind = kind });

    private static Gen<Observation> Mark => Gen.Select(Student, Date, Gen.Enum<Session>(), OneOf("/", "O", "I", "B", "X", "#", null),
        (student, date, session, code) => (Observation)new Mark { School = Story.School, Student = student, At = new(date, session), Code = code });

    private static Gen<Observation> Suspension => Gen.Select(Student, OneOf("s", "t"), Date,
        (student, id, date) => (Observation)new Suspension { School = Story.School, Student = student, Id = id, From = date, To = date, Sessions = 2 });

    private static Gen<Observation> Gone => Gen.Select(Student, OneOf("a", "b", "c"), Date, Gen.Int[0, 4], (student, id, date, of) => (Observation)new Withdrawn
    {
        School = Story.School,
        Of = new[] { "concern", "pupil", "mark", "suspension", "action" }[of],
        OfKey = new[] { $"{id}|{student}", student.Value, $"{student}|{date:yyyy-MM-dd}|AM", $"s|{student}", "x" }[of],
        Student = of == 4 ? null : student,
        At = SchoolTime.At(date, new(17, 0)),
        Reason = "deleted",
    });

    /// <summary>In order of receipt, a day apart, at most three together.</summary>
    public static Gen<Observation[][]> Pages => Gen.OneOf(Pupil, Pupil, Concern, Concern, Concern, Action, Mark, Suspension, Gone, Gone).Array[1, 3].Array[1, 30]
        .Select(pages => pages.Select((page, day) => page.Select(each => each with { ReceivedAt = At(day) }).ToArray()).ToArray());

    public static DateTimeOffset At(int page) => SchoolTime.At(FirstDay.AddDays(page), new(18, 0));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
