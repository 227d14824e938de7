using System.Collections.Immutable;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Bench.Contestants;

/// <summary>
/// P6: a grain per pupil that writes its state for each mark, on the same silo and the same storage provider as ours. Every thirtieth
/// school only: all of them would take minutes a repetition. It has no school rules, no outbox and no encryption.
/// </summary>
internal sealed class NaiveOrleans(RegisterWorkload workload, RiskMonitorSilo silo) : IContestant
{
    private const int InFlight = 64;

    private readonly AsObservations words = new(workload);
    private readonly Dictionary<int, INaivePupilGrain> grains = [];
    private SessionWork[] prepared = [];

    public string Name => "P6";

    public char Durability => 'D';

    public int SchoolStride => 30;

    public async Task Load()
    {
        foreach (var school in Given())
        {
            var roll = words.Roll(school).OfType<Pupil>().ToArray();
            var history = words.History(school, 1).ToArray();
            for (var next = 0; next < school.Pupils; next++)
                grains[school.FirstPupil + next] = silo.Grains.GetGrain<INaivePupilGrain>(roll[next].Student.Value);
            await Each(Enumerable.Range(0, school.Pupils), next => grains[school.FirstPupil + next].Load([roll[next], .. history[next]], workload.Loaded));
        }
    }

    public void Prepare(SessionLoad[] sessions) => prepared = [.. sessions.Select(load => new SessionWork(
        load.Session, [.. Given().SelectMany(school => load.Pages[school.Index].Select(words.Page).Append(words.Others(load, school.Index)))]))];

    public async Task<long> Run()
    {
        long marks = 0;
        foreach (var session in prepared)
        {
            // Page by page, so that what concerns one pupil twice stays in order.
            foreach (var page in session.Pages)
            {
                await Each(page, observation => Grain(observation).Take(observation, workload.Opens(session.Session)));
                marks += page.Count(observation => observation is Mark);
            }

            await Each(grains.Values, grain => grain.Look(workload.Deadline(session.Session)));
        }

        return marks;
    }

    public async Task<IReadOnlySet<OpenAlert>> Open()
    {
        var open = new HashSet<OpenAlert>();
        foreach (var (pupil, grain) in grains)
            open.UnionWith((await grain.Open()).Select(rule => new OpenAlert(workload.Population.Student(pupil).Value, rule)));
        return open;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private INaivePupilGrain Grain(Observation observation) =>
        grains[int.Parse(((PupilObservation)observation).Student.Value.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];

    private IEnumerable<BenchSchool> Given() => workload.Population.Schools.Where(school => school.Index % SchoolStride == 0);

    private static Task Each<T>(IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (item, _) => await work(item));

    private sealed record SessionWork(int Session, ImmutableArray<Observation>[] Pages);
}
