using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Observations;

/// <summary>Observations of every type from ranges so small that keys collide.</summary>
internal static class AnyObservation
{
    private static readonly Gen<DateTimeOffset> Time =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[0, 9], (hour, offset, tick) => new DateTimeOffset(2026, 10, 5, 9 + hour, 0, 0, TimeSpan.FromHours(offset)).AddTicks(tick));

    private static readonly Gen<DateTimeOffset?> MaybeTime = Gen.OneOf(Time.Select(time => (DateTimeOffset?)time), Gen.Const((DateTimeOffset?)null));
    private static readonly Gen<DateOnly> Date = Gen.Int[0, 3].Select(day => new DateOnly(2026, 10, 2).AddDays(day));
    private static readonly Gen<DateOnly?> MaybeDate = Gen.OneOf(Date.Select(date => (DateOnly?)date), Gen.Const((DateOnly?)null));
    private static readonly Gen<StudentId> Student = Gen.Int[1, 3].Select(n => new StudentId($"p{n}"));
    private static readonly Gen<string> Id = Gen.Int[1, 3].Select(n => $"x{n}");
    private static readonly Gen<string?> MaybeText = OneOfThese(null, "a", "Zoë \"Z\" O'Neill\\");
    private static readonly Gen<string?> OddText = OneOfThese(null, "", new string('x', 400), "a|b");
    private static readonly Gen<bool?> MaybeTruth = OneOfThese((bool?)null, true, false);
    private static readonly Gen<SchoolSession> Session = Gen.Select(Date, OneOfThese(Windows.Session.AM, Windows.Session.PM), (date, session) => new SchoolSession(date, session));

    public static readonly Gen<Observation> Mark = Gen.Select(Student, Session, OneOfThese(null, "/", "\\", "O", "C1"), OneOfThese((int?)null, 0, 5))
        .Select(it => (Observation)new Mark { School = School, Student = it.Item1, At = it.Item2, Code = it.Item3, MinutesLate = it.Item4 });

    private static readonly Gen<Observation> Lesson = Gen.Select(Student, Date, Id, OddText)
        .Select(it => (Observation)new LessonMark { School = School, Student = it.Item1, Date = it.Item2, Period = it.Item3, Code = it.Item4 });

    private static readonly Gen<Observation> Pupil = Gen.Select(Student, MaybeDate, Gen.Int[-1, 2], MaybeText, MaybeTruth, Date, MaybeDate, OddText).Select(it => (Observation)new Pupil
    {
        School = School,
        Student = it.Item1,
        Born = it.Item2,
        YearGroup = it.Item3,
        Registration = it.Item4,
        CompulsoryAge = it.Item5,
        Joined = it.Item6,
        Left = it.Item7,
        Household = it.Item3 > 0 ? "h1" : null,
        Statuses = [.. Enumerable.Range(0, it.Item3 + 1).Select(n => new PupilStatus((StatusKind)n, it.Item6, it.Item7))],
        Upn = it.Item4,
        Initials = it.Item4,
        FullName = it.Item8,
    });

    private static readonly Gen<Observation> Concern = Gen.Select(Student, Id, Time, Gen.Int[1, 4], MaybeText, Student).Select(it => (Observation)new Concern
    {
        School = School,
        Student = it.Item1,
        Id = it.Item2,
        OccurredAt = it.Item3,
        Severity = it.Item4,
        Categories = [.. new[] { "neglect", "fgm", "other", "online" }.Take(it.Item4)],
        RecordedBy = it.Item2,
        RecorderRole = it.Item5,
        Linked = it.Item4 > 2 ? [it.Item6] : [],
        SameEventAs = it.Item4 > 1 ? it.Item2 : null,
        ChildOnChild = it.Item4 > 3 ? new ChildOnChild([it.Item1], [it.Item6]) : null,
    });

    private static readonly Gen<Observation> Conduct = Gen.Select(Student, Id, Time, Gen.Int[0, 2], Date, MaybeDate, MaybeTime, MaybeTruth).SelectMany(it => OneOfThese<Observation>(
        new Behaviour { School = School, Student = it.Item1, Id = it.Item2, OccurredAt = it.Item3, Kind = "fight", Points = it.Item4, Role = (BehaviourRole)it.Item4 },
        new Suspension { School = School, Student = it.Item1, Id = it.Item2, From = it.Item5, To = it.Item6, Sessions = it.Item4, Permanent = it.Item4 > 0, NoticeAt = it.Item7, ReinstatedAt = it.Item7, ExamMissed = it.Item8 },
        new Notice { School = School, Student = it.Item1, Id = it.Item2, IssuedOn = it.Item5, Sessions = [.. Enumerable.Range(0, it.Item4).Select(n => new SchoolSession(it.Item5, (Session)n))], Outcome = (NoticeOutcome)(it.Item4 % 2) }));

    private static readonly Gen<Observation> Provision = Gen.Select(Student, Id, Date, MaybeDate, Time, MaybeTime).SelectMany(it => OneOfThese<Observation>(
        new Assessment { School = School, Student = it.Item1, Id = it.Item2, On = it.Item3, Subject = "Maths", Measure = "test", Value = "42", Band = "at" },
        new Plan { School = School, Student = it.Item1, Id = it.Item2, Kind = "part-time", From = it.Item3, To = it.Item4, ReviewedOn = it.Item4 },
        new Departure { School = School, Student = it.Item1, Id = it.Item2, Kind = "transfer", NoticedOn = it.Item3, DecidedOn = it.Item4 },
        new Contact { School = School, Student = it.Item1, Id = it.Item2, At = it.Item5, Kind = "call" },
        new FileTransfer { School = School, Student = it.Item1, Direction = "in", SentAt = it.Item6, ReceiptAt = it.Item6, HasChildProtectionFile = it.Item6 is null }));

    private static readonly Gen<Observation> SchoolWide = Gen.Select(Id, Date, MaybeDate, Time, Gen.Int[0, 3], MaybeText).SelectMany(it => OneOfThese<Observation>(
        new ConcernAction { School = School, Id = it.Item1, Concern = it.Item1, At = it.Item4, Kind = (ActionKind)it.Item5, Agency = it.Item5 > 1 ? "police" : null },
        new SchoolRecord { School = School, Name = "Oakfield", Trust = it.Item5 > 1 ? new TrustId("t1") : null, Phase = it.Item6, Peers = it.Item5 > 0 ? [new SchoolId("elm")] : [] },
        new Survey { School = School, Term = it.Item1, Audience = "parent", Invited = 9, Answered = it.Item5, Experienced = it.Item5, ToldAdult = it.Item5 },
        new Training { School = School, Person = it.Item1, Group = "DSL", AppointedOn = it.Item3, InductionOn = it.Item3, LastOn = it.Item3 },
        new BoardReport { School = School, Id = it.Item1, Kind = "link-governor", On = it.Item3, From = it.Item2, To = it.Item3 },
        new ClockTick { School = School, At = it.Item4 },
        new IdentityDecision { School = School, Student = new StudentId("p1"), Other = new StudentId("p2"), Verdict = IdentityVerdict.Different, By = "lead" },
        new FeedReport { School = School, Feed = "mis", LastCompleteAt = it.Item4 },
        new BoardReport { School = SchoolId.OfTrust(new("larkfield")), Id = it.Item1, Kind = "board-safeguarding", On = it.Item2 },
        FiguresOf(it.Item2, it.Item3, it.Item5),
        CalendarOf(it.Item2, it.Item5)));

    private static readonly Gen<Observation> Recorded =
        Gen.OneOf(Mark, Lesson, Pupil, Concern, Conduct, Provision, SchoolWide);

    private static readonly Gen<Observation> Withdrawal = Gen.Select(Recorded.Where(it => NaturalKey.FieldsOf(it.Type) is not null), Time).Select(it => (Observation)new Withdrawn
    {
        School = School,
        Of = it.Item1.Type,
        OfKey = it.Item1.Key,
        Student = (it.Item1 as PupilObservation)?.Student,
        At = it.Item2,
        Reason = "deleted",
    });

    public static readonly Gen<Observation> Any = Received(Gen.OneOf(Recorded, Withdrawal));

    private static SchoolId School => new("oakfield");

    public static Gen<Observation> Received(Gen<Observation> made) =>
        Gen.Select(made, Time, MaybeTime, (it, received, recorded) => it with { ReceivedAt = received, RecordedAt = recorded });

    private static Gen<T> OneOfThese<T>(params T[] these) => Gen.Int[0, these.Length - 1].Select(index => these[index]);

    private static SchoolFigures FiguresOf(DateOnly date, DateOnly? maybe, int some) => new()
    {
        School = some > 1 ? SchoolId.OfTrust(new("larkfield")) : School,
        Of = new SchoolId("elm"),
        Name = "Elm",
        Roll = some,
        Calendar = some > 0 ? CalendarOf(date, some) with { School = new SchoolId("elm") } : null,
        ChildOnChildOn = [.. Enumerable.Range(0, some).Select(date.AddDays)],
        Spikes = some > 1 ? [new("online", date)] : [],
        Measures = some > 1 ? [new("suspended", [date]), new("concern", [])] : [],
        Children = some > 1 ? [new("0123456789abcdef", new StudentId("p1"), date, maybe, date, maybe)] : [],
        IsGone = some > 2,
    };

    private static Calendar CalendarOf(DateOnly date, int some) => new()
    {
        School = School,
        From = date,
        To = date.AddDays(some),
        Closed = [.. Enumerable.Range(0, some).Select(date.AddDays)],
        Inset = some > 1 ? [date] : [],
        Terms = some > 2 ? [new Term("Autumn", date, date)] : [],
        YearGroups = some > 1 ? [new YearGroupCalendar(11, [date], ImmutableArray<DateOnly>.Empty)] : [],
        MorningCloses = new TimeOnly(9, some),
        AfternoonCloses = new TimeOnly(13, some),
    };
}
