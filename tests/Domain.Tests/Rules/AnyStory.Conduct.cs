using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Behaviour and suspensions.</content>
internal static partial class AnyStory
{
    private static Gen<Observation> Conduct => Gen.Select(OneOf("a", "b", "c", "d", "e", "f", "g"), Date, Gen.Int[-1, 3], Gen.Enum<BehaviourRole>(), Gen.Int[0, 5],
        (id, date, points, role, late) => (Observation)new Behaviour
        {
            School = Story.School,
            Student = Student,
            Id = id,
            OccurredAt = SchoolTime.At(date, new(11, 0)),
            Kind = "defiance",
            Points = points,
            Role = role,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(12, 0)),
        });
}
