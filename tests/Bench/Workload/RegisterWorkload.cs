using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Workload;

/// <summary>A concern of the workload, in the form each contestant makes its own input from.</summary>
internal sealed record ConcernLine(string Id, int Pupil, DateOnly On, int Severity, int Recorder);

internal sealed record BehaviourLine(string Id, int Pupil, DateOnly On, int Points);

/// <summary>Everything that happens in one session, school by school.</summary>
internal sealed record SessionLoad(int Session, Page[][] Pages, ILookup<int, ConcernLine> Concerns, ILookup<int, BehaviourLine> Behaviour)
{
    public long Marks { get; } = Pages.Sum(school => school.Sum(page => (long)page.Lines.Length));
}

/// <summary>W1, "England's morning registers": the same seed gives the same sessions. What is already loaded comes first, then one session after another.</summary>
internal sealed class RegisterWorkload
{
    public const int HistorySessions = 60;
    private const double BehaviourShare = 0.02, ConcernShare = 0.0002;

    private readonly Absences absences;
    private readonly Registers registers;
    private int session;

    public RegisterWorkload(int pupils, ulong seed)
    {
        Population = new Population(pupils, seed);
        absences = new Absences(Population);
        registers = new Registers(Population);
        History = [.. Enumerable.Range(0, HistorySessions).Select(absences.Next)];
        session = HistorySessions;
    }

    public Population Population { get; }

    public SchoolYear Year { get; } = new();

    /// <summary>Codes by session, then pupil: loaded before anything is measured, without disturbance.</summary>
    public byte[][] History { get; }

    /// <summary>When the history is taken in: after its last session, before the first that is measured, on that day.</summary>
    public DateTimeOffset Loaded => SchoolTimeOf(HistorySessions, new TimeOnly(0, 30));

    public SessionLoad[] Next(int sessions) => [.. Enumerable.Range(0, sessions).Select(_ => NextSession())];

    public DateTimeOffset Opens(int at) => SchoolTimeOf(at, at % 2 == 0 ? new TimeOnly(8, 55) : new TimeOnly(13, 5));

    /// <summary>Half an hour after the register closes: what is due by then is due.</summary>
    public DateTimeOffset Deadline(int at) => SchoolTimeOf(at, at % 2 == 0 ? new TimeOnly(9, 50) : new TimeOnly(14, 0));

    private DateTimeOffset SchoolTimeOf(int at, TimeOnly time) => SchoolTime.At(Year.At(at).Date, time);

    private SessionLoad NextSession()
    {
        if (session >= Year.Sessions)
            throw new InvalidOperationException("The school year is over: fewer repetitions or fewer sessions in each, please.");
        var pages = registers.Send(session, absences.Next(session));
        var load = new SessionLoad(session, pages, Concerns().ToLookup(SchoolOf), Behaviour().ToLookup(line => Population.SchoolOf[line.Pupil]));
        session++;
        return load;
    }

    private int SchoolOf(ConcernLine line) => Population.SchoolOf[line.Pupil];

    // Concerns gather on few pupils: drawn from one in twenty, so that some cross the rule for several.
    private IEnumerable<ConcernLine> Concerns()
    {
        if (session % 2 != 0)
            yield break;
        for (var next = 0; next < Population.Pupils * ConcernShare; next++)
        {
            var dice = new Dice(Population.Seed, 6, (ulong)session, (ulong)next);
            var pupil = dice.Between(0, Population.Pupils / 20) * 20;
            var severity = dice.Roll() < 0.02 ? 4 : dice.Between(1, 4);
            yield return new ConcernLine($"c{session}-{next}", pupil, Year.At(session).Date, severity, dice.Between(0, 5));
        }
    }

    private IEnumerable<BehaviourLine> Behaviour()
    {
        if (session % 2 != 0)
            yield break;
        for (var next = 0; next < Population.Pupils * BehaviourShare; next++)
        {
            var dice = new Dice(Population.Seed, 7, (ulong)session, (ulong)next);
            yield return new BehaviourLine($"b{session}-{next}", dice.Between(0, Population.Pupils), Year.At(session).Date, dice.Between(1, 5));
        }
    }
}
