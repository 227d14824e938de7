using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Lessons, plans and departures.</content>
internal static partial class AnyStory
{
    private static Gen<Observation> Provision => Gen.Select(Date, OneOf("1", "2", "3", "4"), OneOf("/", "O", "I"), Gen.Int[0, 5],
        (date, period, code, late) => (Observation)new LessonMark
        {
            School = Story.School,
            Student = Student,
            Date = date,
            Period = period,
            Code = code,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(16, 0)),
        });
}
