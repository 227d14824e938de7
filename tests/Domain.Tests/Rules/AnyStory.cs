using System.Collections.Immutable;
using CsCheck;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>Stories of one pupil from tiny, colliding ranges: the same sessions, the same ids, deliveries late, doubled and taken back.</summary>
internal static partial class AnyStory
{
    public static readonly StudentId Student = StoryText.Student;
    public static readonly DateOnly FirstDay = new(2026, 6, 29);
    public static readonly SchoolCalendar Calendar = SchoolCalendar.From(Story.Calendar());

    private static readonly string?[] Codes = ["/", "O", "O", "N", "I", "#", "V", "U", null];

    private static readonly Gen<DateTimeOffset> Receipt = Gen.Select(Gen.Int[0, 150], Gen.Int[7 * 60, 17 * 60], (day, minute) => SchoolTime.At(FirstDay.AddDays(day), TimeOnly.MinValue.AddMinutes(minute)));

    private static readonly Gen<DateOnly> Date = Gen.Int[0, 150].Select(FirstDay.AddDays);

    private static readonly Gen<Observation[]> Run = Gen.Select(Date, Gen.Int[1, 40], OneOf(Codes), Gen.Int[0, 3], Marks);

    private static readonly Gen<Observation> OneMark = Gen.Select(Date, Gen.Enum<Session>(), OneOf(Codes), Gen.Int[0, 3], (date, session, code, late) => (Observation)MarkOf(new(date, session), code, late));

    private static readonly Gen<Observation> Concern = Gen.Select(OneOf("a", "b", "c", "d", "e"), Date, OneOf("Ann", "Bob"), Gen.Int[1, 4], OneOf("a", "b", null), Gen.Int[0, 5],
        (id, date, by, severity, same, late) => (Observation)new Concern
        {
            School = Story.School,
            Student = Student,
            Id = id,
            OccurredAt = SchoolTime.At(date, new(12, 0)),
            RecordedBy = by,
            Severity = severity,
            Categories = [severity == 3 ? "weapon" : "neglect"],
            SameEventAs = same,
            ReceivedAt = SchoolTime.At(date.AddDays(late), new(15, 0)),
        });

    private static readonly Gen<Observation> Action = Gen.Select(OneOf("x", "y", "z"), OneOf("a", "b", "c"), Receipt,
        (id, concern, at) => (Observation)new ConcernAction { School = Story.School, Id = id, Concern = concern, At = at, Kind = ActionKind.Triage, ReceivedAt = at });

    private static readonly Gen<Observation> Notice = Gen.Select(OneOf("n", "m"), Date, Gen.Int[1, 20],
        (id, date, days) => (Observation)new Notice
        {
            School = Story.School,
            Student = Student,
            Id = id,
            IssuedOn = date,
            Outcome = NoticeOutcome.Issued,
            ReceivedAt = SchoolTime.At(date, new(16, 0)),
            Sessions = [.. Enumerable.Range(1, days).SelectMany(back => new[] { new SchoolSession(date.AddDays(-back), Session.AM), new SchoolSession(date.AddDays(-back), Session.PM) })],
        });

    private static readonly Gen<Observation> Withdrawal = Gen.Select(OneOf(("concern", "a|p001"), ("concern", "b|p001"), ("action", "x"), ("notice", "n|p001")), Receipt,
        (what, at) => (Observation)new Withdrawn { School = Story.School, Of = what.Item1, OfKey = what.Item2, Student = Student, At = at, Reason = "deleted", ReceivedAt = at });

    private static readonly Gen<Observation> Enrolment = Gen.Select(OneOf(StatusKind.CP, StatusKind.CIN, StatusKind.SENSupport), Date, Gen.Int[0, 40], Gen.Int[0, 30],
        (kind, from, days, joined) => (Observation)(Story.Pupil(Student) with
        {
            Statuses = [new(kind, from, from.AddDays(days))],
            Joined = FirstDay.AddDays(joined - 15),
            ReceivedAt = SchoolTime.At(from, new(7, 0)),
        }));

    /// <summary>In order of receipt, as a school's journal holds them.</summary>
    public static readonly Gen<Observation[]> Any = Gen.Select(Run.Array[0, 4], OneMark.Array[0, 12], Gen.OneOf(Concern, Concern, Action, Notice, Withdrawal).Array[0, 12], Gen.OneOf(Provision, Conduct, Safeguarding).Array[0, 12], Enrolment.Array[0, 2],
        (runs, marks, others, more, pupils) => (Observation[])[.. runs.SelectMany(run => run).Concat(marks).Concat(others).Concat(more).Concat(pupils)
            .Prepend(Story.Pupil(Student) with { ReceivedAt = SchoolTime.At(FirstDay, new(7, 0)) }).OrderBy(each => each.ReceivedAt)]);

    public static Chronology Fold(IEnumerable<Observation> observations) =>
        observations.Aggregate(Chronology.Empty(Student), (known, next) => known.With(next));

    public static string Say(IEnumerable<Finding> findings) => string.Join('\n', findings.Select(Say));

    /// <summary>One per natural key: the last received.</summary>
    public static Observation[] Distinct(IEnumerable<Observation> observations) =>
        [.. observations.Where(each => each is not Withdrawn).GroupBy(each => (each.Type, each.Key)).Select(each => each.Last())];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Say(Finding finding) =>
        $"{finding.Rule} {finding.LastClearedOn:O} {finding.OnlyContinues} {(finding.Open is { } open ? $"{open.RaisedOn:O} {open.Severity} {open.Evidence with { Items = [], Measures = [] }} {string.Join(',', open.Evidence.Items)} {string.Join(',', open.Evidence.Measures)}" : "")}";

    private static Observation[] Marks(DateOnly from, int days, string? code, int late) =>
        [.. Enumerable.Range(0, days).Select(from.AddDays).Where(date => Calendar.IsSchoolDay(date)).SelectMany(date => new[] { MarkOf(new(date, Session.AM), code, late), MarkOf(new(date, Session.PM), code, late) })];

    private static Mark MarkOf(SchoolSession at, string? code, int late) => new()
    {
        School = Story.School,
        Student = Student,
        At = at,
        Code = code,
        ReceivedAt = SchoolTime.At(at.Date.AddDays(late), at.Session is Session.AM ? new(late == 1 ? 11 : 9, 10) : new(13, 20)),
    };
}
