using System.Collections.Immutable;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Bench.Contestants;

/// <summary>P0: the product's own domain in a dictionary, one thread for each core. Nothing is durable. Also the oracle.</summary>
internal sealed class InMemoryLoop(RegisterWorkload workload) : IContestant
{
    private readonly AsObservations words = new(workload);
    private readonly SchoolInMemory[] schools = [.. workload.Population.Schools.Select(school => new SchoolInMemory(school.Id, RuleBook.Default))];
    private SessionWork[] prepared = [];

    public string Name => "P0";

    public char Durability => 'M';

    public Task Load() => Each(index =>
    {
        var school = workload.Population.Schools[index];
        var at = workload.Loaded;
        schools[index].Load(words.History(school, 100).Prepend(words.Roll(school)), at);
        schools[index].EndLoad(at);
    });

    public void Prepare(SessionLoad[] sessions) => prepared = [.. sessions.Select(load => new SessionWork(
        load.Session, [.. load.Pages.Select((pages, school) => pages.Select(words.Page).Append(words.Others(load, school)).ToArray())], load.Marks))];

    public async Task<long> Run()
    {
        foreach (var session in prepared)
        {
            var (opens, deadline) = (workload.Opens(session.Session), workload.Deadline(session.Session));
            await Each(school =>
            {
                foreach (var page in session.Pages[school])
                    schools[school].Take(page, opens);
                schools[school].Take([], deadline);
            });
        }

        return prepared.Sum(session => session.Marks);
    }

    public Task<IReadOnlySet<OpenAlert>> Open() =>
        Task.FromResult<IReadOnlySet<OpenAlert>>(schools.SelectMany(school => school.Open).Where(Compared.Rules).ToHashSet());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task Each(Action<int> work) => Parallel.ForAsync(0, schools.Length, (school, _) =>
    {
        work(school);
        return ValueTask.CompletedTask;
    });

    private sealed record SessionWork(int Session, ImmutableArray<Observation>[][] Pages, long Marks);
}

/// <summary>The rules that the set-based peer knows too. Ours are asked all of the catalogue, which is more work; the rest is not compared.</summary>
internal static class Compared
{
    private static readonly string[] Common = ["ATT-03", "ATT-04", "ATT-04w", "ATT-05", "ATT-08", "SG-01", "SG-02", "SCH-01"];

    public static bool Rules(OpenAlert alert) => Common.Contains(alert.Rule);
}
