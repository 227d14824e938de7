using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Behaviour and suspensions; concerns of the categories that go together with absence, and what is done about them.</content>
internal static partial class AnyStory
{
    // Most incidents fall into four weeks, or there would never be enough of them.
    private static Gen<DateOnly> CrowdedDate => Gen.OneOf(Date, Gen.Int[84, 98].Select(FirstDay.AddDays), Gen.Int[98, 112].Select(FirstDay.AddDays));

    private static Gen<Observation> Incident => Gen.Select(OneOf("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"), CrowdedDate, Gen.Int[0, 3], Gen.Enum<BehaviourRole>(), Gen.Int[0, 5],
        (id, date, points, role, late) => (Observation)new Behaviour
        {
            School = Story.School,
            Student = Student,
            Id = id,
            OccurredAt = SchoolTime.At(date, new(11, 0)),
            Kind = "defiance",
            Points = points,
            Role = role,
            ReceivedAt = SchoolTime.At(date.AddDays(late - 1), new(12, 0)),
        });

    private static Gen<Observation> Suspended => Gen.Select(OneOf("s", "t", "u"), Date, OneOf(1, 5, 11, 30, 31, 60, 80), Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 5],
        (id, date, sessions, kind, back, late) => (Observation)new Suspension
        {
            School = Story.School,
            Student = Student,
            Id = id,
            From = date,
            Sessions = sessions,
            Permanent = kind == 9,
            ExamMissed = kind == 8,
            NoticeAt = kind > 4 ? SchoolTime.At(date.AddDays(-1), new(15, 0)) : null,
            ReinstatedAt = back > 6 ? SchoolTime.At(date.AddDays(back - 4), new(12, 0)) : null,
            ReceivedAt = SchoolTime.At(date.AddDays(late - 2), new(10, 0)),
        });

    private static Gen<Observation> Disclosure => Gen.Select(OneOf("m", "n", "o", "p"), Date, OneOf("mental-health", "mental-health", "operation-encompass", "disclosure-physical"), Gen.Int[1, 4], Gen.Int[0, 24 * 60 * 5],
        (id, date, category, severity, late) => (Observation)new Concern
        {
            School = Story.School,
            Student = Student,
            Id = id,
            OccurredAt = SchoolTime.At(date, new(7, 0)),
            RecordedBy = "Cat",
            Severity = severity,
            Categories = [category],
            ReceivedAt = SchoolTime.At(date, new(7, 0)).AddMinutes(late),
        });

    private static Gen<Observation> FollowUp => Gen.Select(OneOf("p", "q", "r", "s"), OneOf("a", "m", "n", "o"), Receipt, Gen.Enum<ActionKind>(), Gen.Int[-30, 2],
        (id, concern, at, kind, late) => (Observation)new ConcernAction { School = Story.School, Id = id, Concern = concern, At = at.AddHours(late), Kind = kind, ReceivedAt = at });

    private static Gen<Observation[]> Outburst => Gen.Select(Gen.Int[88, 108], Gen.Int[0, 8], (day, days) => (Observation[])[.. Enumerable.Range(0, days).Select(each => new Behaviour
    {
        School = Story.School,
        Student = Student,
        Id = $"x{each}",
        OccurredAt = SchoolTime.At(FirstDay.AddDays(day + each), new(11, 0)),
        Kind = "defiance",
        Points = 1,
        Role = BehaviourRole.Involved,
        ReceivedAt = SchoolTime.At(FirstDay.AddDays(day + each), new(12, 0)),
    })]);

    // Somebody who usually comes, and stays away for a day or two now and then: without that nobody has a normal to change from.
    private static Gen<Observation[]> Absences => Gen.Select(CrowdedDate, Gen.Int[1, 2], OneOf("I", "I", "O"), Gen.Int[0, 1], Marks).Array[3, 12]
        .Select(spells => (Observation[])[.. Marks(FirstDay, 150, "/", 0), .. spells.SelectMany(spell => spell)]);

    /// <summary>A pupil about whom much is recorded, so that windows fill: in order of receipt.</summary>
    public static Gen<Observation[]> Eventful => Gen.Select(Gen.OneOf(Run.Array[2, 6].Select(each => each.SelectMany(run => run).ToArray()), Absences), Conduct.Array[10, 40], Outburst, Gen.OneOf(Concern, Action).Array[0, 6], Enrolment.Array[0, 1],
        (marks, conduct, outburst, concerns, pupils) => (Observation[])[.. marks.Concat(conduct).Concat(outburst).Concat(concerns).Concat(pupils)
            .Prepend(Story.Pupil(Student) with { ReceivedAt = SchoolTime.At(FirstDay, new(7, 0)) }).OrderBy(each => each.ReceivedAt)]);

    private static Gen<Observation> Conduct => Gen.OneOf(Incident, Incident, Incident, Suspended, Suspended, Disclosure, Disclosure, FollowUp);
}
