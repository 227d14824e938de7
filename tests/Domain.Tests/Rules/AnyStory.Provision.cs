using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Lessons, plans and departures; and registers of a pupil who mostly comes.</content>
internal static partial class AnyStory
{
    private static Gen<Observation> Lesson => Gen.Select(CloseDate, OneOf("1", "2", "3", "4"), OneOf("/", "O", "O", "I"), Gen.Int[0, 5],
        (date, period, code, late) => (Observation)new LessonMark
        {
            School = Story.School,
            Student = Student,
            Date = date,
            Period = period,
            Code = code,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(16, 0)),
        });

    private static Gen<Observation> AnyPlan => Gen.Select(OneOf("o", "p"), OneOf("part-time", "alternative-provision"), Date, Gen.Int[-1, 60], Gen.Int[-10, 40], Gen.Int[0, 40],
        (id, kind, from, days, reviewed, late) => (Observation)new Plan
        {
            School = Story.School,
            Student = Student,
            Id = id,
            Kind = kind,
            From = from,
            To = days < 0 ? null : from.AddDays(days),
            ReviewedOn = reviewed < 0 ? null : from.AddDays(reviewed),
            ReceivedAt = SchoolTime.At(from.AddDays(late), new(9, 0)),
        });

    private static Gen<Observation> AnyDeparture => Gen.Select(OneOf("d", "e"), OneOf("elective-home-education", "transfer", "unknown"), Date, Gen.Int[-10, 20], Gen.Int[-5, 5],
        (id, kind, noticed, decided, late) => (Observation)new Departure
        {
            School = Story.School,
            Student = Student,
            Id = id,
            Kind = kind,
            NoticedOn = noticed,
            DecidedOn = decided < 0 ? null : noticed.AddDays(decided),
            ReceivedAt = SchoolTime.At(noticed.AddDays(late), new(10, 0)),
        });

    private static Gen<Observation> Provision => Gen.OneOf(Lesson, Lesson, AnyPlan, AnyDeparture, AnyDeparture);

    // Things add up only when they fall together.
    private static Gen<DateOnly> CloseDate => Gen.OneOf(Date, Gen.Int[90, 105].Select(FirstDay.AddDays));

    private static Gen<Observation[]> Spell => Gen.Select(CloseDate, Gen.Int[1, 3], OneOf("I", "I", "N", "O", "L", "U", "B", "C2", "X"), Gen.Int[0, 3], Marks);

    // The same weekday again and again: patterns, part-time weeks, mornings too late.
    private static Gen<Observation[]> Weekly => Gen.Select(Date, Gen.Int[2, 12], OneOf("I", "L", "U", "C2", "B"), Gen.Int[0, 2],
        (first, weeks, code, late) => (Observation[])[.. Enumerable.Range(0, weeks).SelectMany(week => Marks(first.AddDays(7 * week), 1, code, late))]);

    private static Gen<Observation[]> Skipped => Gen.Select(Date, Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 3], (first, days, periods, late) => (Observation[])[.. Enumerable.Range(0, days * periods).Select(number => new LessonMark
    {
        School = Story.School,
        Student = Student,
        Date = first.AddDays(number / periods),
        Period = $"{number % periods}",
        Code = "O",
        ReceivedAt = SchoolTime.At(first.AddDays((number / periods) + late), new(16, 0)),
    })]);

    /// <summary>A pupil who mostly comes, with spells of absence and weekly habits: in order of receipt.</summary>
    public static Gen<Observation[]> Attending => Gen.Select(Gen.Int[0, 60], Spell.Array[0, 14], Gen.OneOf(Weekly, Skipped).Array[0, 3], OneMark.Array[0, 8], Gen.OneOf(Provision, Safeguarding).Array[0, 16], Enrolment.Array[0, 2],
        (from, spells, habits, marks, others, pupils) => (Observation[])[.. Marks(FirstDay.AddDays(from), 150 - from, "/", 0).Concat(spells.SelectMany(each => each)).Concat(habits.SelectMany(each => each)).Concat(marks).Concat(others).Concat(pupils)
            .Prepend(Story.Pupil(Student) with { ReceivedAt = SchoolTime.At(FirstDay, new(7, 0)) }).OrderBy(each => each.ReceivedAt)]);
}
