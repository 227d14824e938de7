using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Workload;

/// <summary>The workload in the product's own words.</summary>
internal sealed class AsObservations(RegisterWorkload workload)
{
    private static readonly string[] Recorders = ["r0", "r1", "r2", "r3", "r4"];

    private readonly Population population = workload.Population;

    /// <summary>A school's roll and calendar.</summary>
    public ImmutableArray<Observation> Roll(BenchSchool school)
    {
        var calendar = new Calendar { School = school.Id, From = SchoolYear.From, To = SchoolYear.To, Closed = [.. SchoolYear.Closed] };
        var record = new SchoolRecord { School = school.Id, Name = $"School {school.Index}", Phase = school.Secondary ? "secondary" : "primary" };
        var pupils = Enumerable.Range(school.FirstPupil, school.Pupils).Select(pupil => PupilOf(school, pupil));
        return [calendar, record, .. pupils];
    }

    /// <summary>What is already loaded, some pupils at a time.</summary>
    public IEnumerable<ImmutableArray<Observation>> History(BenchSchool school, int pupilsAtATime)
    {
        for (var first = 0; first < school.Pupils; first += pupilsAtATime)
        {
            var pupils = Enumerable.Range(school.FirstPupil + first, Math.Min(pupilsAtATime, school.Pupils - first));
            yield return [.. pupils.SelectMany(pupil => workload.History.Select((codes, session) => MarkOf(school, new MarkLine(pupil, (short)session, codes[pupil]))))];
        }
    }

    /// <summary>A page as it leaves a connector: what is no code has been refused at the door and counted there.</summary>
    public ImmutableArray<Observation> Page(Page page)
    {
        var school = population.Schools[page.School];
        var marks = ImmutableArray.CreateBuilder<Observation>(page.Lines.Length);
        foreach (var line in page.Lines)
        {
            if (line.Code != Codes.Malformed)
                marks.Add(MarkOf(school, line));
        }

        return marks.ToImmutable();
    }

    public ImmutableArray<Observation> Others(SessionLoad load, int school) =>
    [
        .. load.Concerns[school].Select(line => ConcernOf(population.Schools[school], line)),
        .. load.Behaviour[school].Select(line => BehaviourOf(population.Schools[school], line)),
    ];

    private Mark MarkOf(BenchSchool school, MarkLine line) => new()
    {
        School = school.Id,
        Student = population.Student(line.Pupil),
        At = workload.Year.At(line.Session),
        Code = Codes.Letter(line.Code),
    };

    private Pupil PupilOf(BenchSchool school, int pupil) => new()
    {
        School = school.Id,
        Student = population.Student(pupil),
        YearGroup = school.Secondary ? 9 : 4,
        Registration = $"{(pupil - school.FirstPupil) / Population.ClassSize}",
        Joined = new DateOnly(2025, 9, 1),
        Initials = "AB",
        Statuses = population.StatusOf(pupil) is { } kind ? [new PupilStatus(kind, new DateOnly(2026, 1, 1), null)] : [],
    };

    private Concern ConcernOf(BenchSchool school, ConcernLine line) => new()
    {
        School = school.Id,
        Student = population.Student(line.Pupil),
        Id = line.Id,
        OccurredAt = SchoolTime.At(line.On, new TimeOnly(8, 30)),
        RecordedAt = SchoolTime.At(line.On, new TimeOnly(8, 40)),
        Categories = ["other"],
        Severity = line.Severity,
        RecordedBy = Recorders[line.Recorder],
    };

    private Behaviour BehaviourOf(BenchSchool school, BehaviourLine line) => new()
    {
        School = school.Id,
        Student = population.Student(line.Pupil),
        Id = line.Id,
        OccurredAt = SchoolTime.At(line.On, new TimeOnly(8, 30)),
        Kind = "disruption",
        Points = line.Points,
        Role = BehaviourRole.Involved,
    };
}
