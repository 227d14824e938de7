using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RiskMonitor.Bench.Contestants;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Silo.Sql;
using RiskMonitor.TestKit;

namespace RiskMonitor.Bench.Security;

/// <summary>
/// B14: the price of security. The same registers are taken, on ÷ off, in turn, in one run: on is sealing, the wall of row-level security, the
/// policy's decision and an audited look at a pupil for every page; off is none of them. Once with every rule asked about every page, as the
/// product does, and once the store alone, where the price is.
/// </summary>
internal static class SecurityBench
{
    private const string Server = "-c max_connections=100 -c shared_buffers=512MB -c max_wal_size=4GB -c fsync=on -c synchronous_commit=on";
    private const int AtATime = 64;

    public static async Task<int> Run(BenchOptions options, Action<string> say)
    {
        await using var postgres = await PrivatePostgres.Start(Server);
        foreach (var line in await Machine.Describe(postgres.ConnectionString("postgres")))
            say(line);
        var workload = new RegisterWorkload(options.Pupils, options.Seed);
        var folder = Directory.CreateTempSubdirectory("rm-bench-").FullName;
        await using var on = await Side.Open(await postgres.NewDatabase(), folder, workload, isOn: true);
        await using var off = await Side.Open(await postgres.NewDatabase(), folder, workload, isOn: false);
        List<Pair> whole = [], store = [];
        for (var repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            var pages = Pages(workload, workload.Next(options.Sessions));
            var (both, alone) = (await Measured(on, off, pages, withRules: true, postgres.ServerId), await Measured(on, off, pages, withRules: false, postgres.ServerId));
            say($"{(repetition == 0 ? "warm-up" : $"{repetition,7}")}  {pages.Sum(school => school.Length)} pages   with the rules: {both}   the store alone: {alone}");
            if (repetition > 0)
            {
                whole.Add(both);
                store.Add(alone);
            }
        }

        Directory.Delete(folder, recursive: true);
        say("");
        say("| B14, security on ÷ off | time (range) | CPU (range) |");
        say("|---|---|---|");
        say($"| with every rule asked, {whole.Count} pairs | {Ratio(whole.Select(pair => pair.Time))} | {Ratio(whole.Select(pair => pair.Cpu))} |");
        say($"| the store alone, {store.Count} pairs | {Ratio(store.Select(pair => pair.Time))} | {Ratio(store.Select(pair => pair.Cpu))} |");
        return 0;
    }

    private static Page[][] Pages(RegisterWorkload workload, SessionLoad[] sessions)
    {
        var words = new AsObservations(workload);
        return [.. Enumerable.Range(0, workload.Population.Schools.Length).Select(school => sessions
            .SelectMany(session => session.Pages[school].Select(page => (At: workload.Opens(session.Session), Said: words.Page(page))))
            .Where(page => page.Said.Length > 0).Select(page => new Page(page.At, page.Said, ObservationBatchText.Write(page.Said))).ToArray())];
    }

    private static async Task<Pair> Measured(Side on, Side off, Page[][] pages, bool withRules, int postmaster) =>
        new(await Measured(on, pages, withRules, postmaster), await Measured(off, pages, withRules, postmaster));

    private static async Task<Spent> Measured(Side side, Page[][] pages, bool withRules, int postmaster)
    {
        GC.Collect();
        var (before, watch) = (CpuTimes.Read(postmaster), Stopwatch.StartNew());
        await Parallel.ForAsync(0, pages.Length, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (school, _) => await side.Take(school, pages[school], withRules));
        return new(watch.Elapsed.TotalSeconds, (CpuTimes.Read(postmaster) - before).Total);
    }

    private static string Ratio(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Report.Median(sorted):F2} ({sorted[0]:F2}–{sorted[^1]:F2})");
    }

    /// <summary>A page of a register: what the rules are told, and what is written.</summary>
    private sealed record Page(DateTimeOffset At, ImmutableArray<Observation> Said, byte[] Body);

    private readonly record struct Spent(double Seconds, double Cpu);

    private sealed record Pair(Spent On, Spent Off)
    {
        public double Time => On.Seconds / Off.Seconds;

        public double Cpu => On.Cpu / Off.Cpu;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"on {On.Seconds:F2} s, {On.Cpu:F2} s CPU, off {Off.Seconds:F2} s, {Off.Cpu:F2} s CPU");
    }

    /// <summary>One database with security on or off.</summary>
    private sealed class Side(NpgsqlDataSource source, SchoolStore store, OpenStore open, SchoolInMemory[] schools, bool isOn) : IAsyncDisposable
    {
        private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
        private readonly System.Collections.Concurrent.ConcurrentDictionary<int, SchoolLease> leases = [];
        private readonly System.Collections.Concurrent.ConcurrentDictionary<int, long> positions = [];

        public static async Task<Side> Open(string connection, string folder, RegisterWorkload workload, bool isOn)
        {
            var options = new StoreOptions { ConnectionString = connection, AuditFolder = Path.Combine(folder, $"{isOn}") };
            var source = (NpgsqlDataSource)StoreSource.Open(options);
            await Migrations.Apply(source, CancellationToken.None);
            var keys = new SchoolKeys(source, new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Length)), options.Tenant, TimeProvider.System);
            return new Side(source, new SchoolStore(source, keys, options, TimeProvider.System, NullLogger<SchoolStore>.Instance), new OpenStore(source, keys, options), Loaded(workload), isOn);
        }

        public async Task Take(int number, Page[] pages, bool withRules)
        {
            var school = new SchoolId($"s{number}");
            if (!leases.TryGetValue(number, out var lease))
                leases[number] = lease = await store.TakeOver(school, CancellationToken.None);
            foreach (var page in pages)
            {
                if (withRules)
                    schools[number].Take(page.Said, page.At);
                var position = positions[number] = positions.GetValueOrDefault(number) + 1;
                var entry = new JournalEntry(position, At.AddTicks(position), EntryKind.Observations, $"page/{position}", page.Body);
                await (isOn ? Guarded(lease, entry) : open.Append(lease, entry));
            }

            var read = isOn ? await Read(school, positions[number]) : await open.Read(school, positions[number]);
            if (read < pages.Sum(page => (long)page.Body.Length))
                throw new InvalidOperationException("What was written was not read back.");
        }

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await open.DisposeAsync();
            await source.DisposeAsync();
        }

        // The year so far, as the other contestants have it.
        private static SchoolInMemory[] Loaded(RegisterWorkload workload)
        {
            var words = new AsObservations(workload);
            return [.. workload.Population.Schools.AsParallel().AsOrdered().Select(school =>
            {
                var loaded = new SchoolInMemory(school.Id, RuleBook.Default);
                loaded.Load(words.History(school, 100).Prepend(words.Roll(school)), workload.Loaded);
                loaded.EndLoad(workload.Loaded);
                return loaded;
            })];
        }

        private async Task Guarded(SchoolLease lease, JournalEntry entry)
        {
            if (!Policy.Decide([new Grant(Role.SafeguardingLead, lease.School)], Act.OpenCase, lease.School).Allowed)
                throw new InvalidOperationException("A lead may open a case.");
            await store.Append(lease, entry, CancellationToken.None);
            await store.Audit(new AuditRow(At, "lead", "student.open", lease.School, "p1", null), CancellationToken.None);
        }

        private async Task<long> Read(SchoolId school, long upTo)
        {
            var length = 0L;
            await foreach (var row in store.Read(school, 0, upTo, CancellationToken.None))
                length += row.Body.Length;
            return length;
        }
    }
}
