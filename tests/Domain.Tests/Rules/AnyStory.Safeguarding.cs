using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Contacts and file transfers.</content>
internal static partial class AnyStory
{
    private static Gen<Observation> Safeguarding => Gen.Select(OneOf("k", "l", "m"), Date, OneOf("seen", "call", "no-contact"), Gen.Int[0, 5],
        (id, date, kind, late) => (Observation)new Contact
        {
            School = Story.School,
            Student = Student,
            Id = id,
            At = SchoolTime.At(date, new(11, 30)),
            Kind = kind,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(14, 0)),
        });
}
