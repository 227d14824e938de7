using RiskMonitor.Bench.Contestants;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Workload;
using RiskMonitor.TestKit;

namespace RiskMonitor.Bench;

/// <summary>B1 and B2: the same registers through every contestant, in turn, on one private PostgreSQL with fsync on.</summary>
internal static class RegistersBench
{
    private const string Server = "-c max_connections=200 -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=30min -c fsync=on -c synchronous_commit=on";

    public static async Task<int> Run(BenchOptions options, Action<string> say)
    {
        await using var postgres = await PrivatePostgres.Start(Server);
        foreach (var line in await Machine.Describe(postgres.ConnectionString("postgres")))
            say(line);
        var workload = new RegisterWorkload(options.Pupils, options.Seed);
        say($"workload: W1 at {options.Scale}, {workload.Population.Schools.Length:N0} schools, seed {options.Seed}, {options.Sessions} sessions a repetition");

        var contestants = new List<IContestant>();
        foreach (var name in options.Contestants.Order(StringComparer.Ordinal).OrderBy(name => name == "P6"))
            contestants.Add(await Make(name, workload, postgres, options, contestants));
        var protocol = new Protocol(workload, [.. contestants], new InMemoryLoop(workload), postgres.ServerId, say);
        var results = await protocol.Run(options.Repetitions, options.Sessions);
        foreach (var contestant in contestants)
            await contestant.DisposeAsync();

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.CsvFile))!);
        await File.WriteAllLinesAsync(options.CsvFile, results.Select(result => result.Csv).Prepend(Result.Header));
        foreach (var line in Report.Lines(results, "ours"))
            say(line);
        say($"every run: {options.CsvFile}");
        return results.All(result => result.AgreesWithOracle != false) ? 0 : 1;
    }

    private static async Task<IContestant> Make(string name, RegisterWorkload workload, PrivatePostgres postgres, BenchOptions options, IReadOnlyList<IContestant> before) => name switch
    {
        "P1" => new SetBasedPostgres(workload, await postgres.NewDatabase(), options.PostgresConnections),
        "P0" => new InMemoryLoop(workload),
        "ours" => new RiskMonitorSilo(workload, await postgres.NewDatabase(), options.SchoolsAtATime),
        "P6" => new NaiveOrleans(workload, before.OfType<RiskMonitorSilo>().FirstOrDefault() ?? throw new ArgumentException("P6 runs on the silo of 'ours': name both.")),
        _ => throw new ArgumentException($"There is no contestant {name}: ours, P0, P1 or P6."),
    };
}
