using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Contacts, file transfers, concerns between children, reviews, and pupils who join with a status or leave.</content>
internal static partial class AnyStory
{
    public static StudentId Sibling => new("p002");

    private static Gen<DateOnly?> Sometimes => Gen.Select(Gen.Bool, Date, (there, date) => there ? date : (DateOnly?)null);

    private static Gen<Observation> AnyContact => Gen.Select(OneOf("k", "l", "m"), Date, OneOf("seen", "call", "no-contact"), Gen.Int[0, 5],
        (id, date, kind, late) => (Observation)new Contact
        {
            School = Story.School,
            Student = Student,
            Id = id,
            At = SchoolTime.At(date, new(11, 30)),
            Kind = kind,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(14, 0)),
        });

    private static Gen<Observation> Between => Gen.Select(OneOf("f", "g", "h"), Date, OneOf("f", "a", null), Gen.Int[0, 5], OneOf(Student, Sibling, new("p003")), OneOf(Student, Sibling, new("p003")),
        (id, date, same, late, aggressor, target) => (Observation)new Concern
        {
            School = Story.School,
            Student = Student,
            Id = id,
            OccurredAt = SchoolTime.At(date, new(12, 0)),
            RecordedBy = "Ann",
            Severity = 2,
            Categories = ["child-on-child"],
            SameEventAs = same,
            ChildOnChild = new([aggressor], [target, Sibling]),
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(15, 0)),
        });

    private static Gen<Observation> Review => Gen.Select(OneOf("u", "v"), OneOf("a", "b", "f"), Receipt, OneOf(ActionKind.Review, ActionKind.Closed),
        (id, concern, at, kind) => (Observation)new ConcernAction { School = Story.School, Id = id, Concern = concern, At = at, Kind = kind, ReceivedAt = at });

    private static Gen<Observation> Transfer => Gen.Select(OneOf("in", "out"), Gen.Bool, Sometimes, Sometimes, Receipt,
        (direction, hasFile, sent, received, at) => (Observation)new FileTransfer
        {
            School = Story.School,
            Student = Student,
            Direction = direction,
            HasChildProtectionFile = hasFile,
            SentAt = sent is { } on ? SchoolTime.At(on, new(10, 0)) : null,
            ReceiptAt = received is { } then ? SchoolTime.At(then, new(10, 0)) : null,
            ReceivedAt = at,
        });

    private static Gen<Observation> Move => Gen.Select(OneOf(StatusKind.CP, StatusKind.CLA, StatusKind.FamilyHelp), Date, Gen.Int[-20, 90], Sometimes,
        (kind, joined, lasts, left) => (Observation)(Story.Pupil(Student) with
        {
            Statuses = [new(kind, joined.AddDays(-20), joined.AddDays(lasts)), new(StatusKind.CIN, joined.AddDays(lasts + 1), null)],
            Joined = joined,
            Left = left > joined ? left : null,
            ReceivedAt = SchoolTime.At(joined, new(7, 0)),
        }));

    private static Gen<Observation> Safeguarding => Gen.OneOf(AnyContact, Between, Between, Review, Transfer, Move);
}
