using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Silo.Sql;
using RiskMonitor.TestKit;

namespace RiskMonitor.Bench.Security;

/// <summary>
/// B14: the price of security. The same registers are made durable and read back, on ÷ off, in turn, in one run: on is sealing, the wall of
/// row-level security, the policy's decision and an audited look at a pupil for every page; off is none of them.
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
        await using var on = await Side.Open(await postgres.NewDatabase(), folder, isOn: true);
        await using var off = await Side.Open(await postgres.NewDatabase(), folder, isOn: false);
        List<(double Seconds, double Cpu)> ratios = [];
        for (var repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            var batches = Batches(workload, workload.Next(options.Sessions));
            var (first, second) = (await Measured(on, batches, postgres.ServerId), await Measured(off, batches, postgres.ServerId));
            say(string.Create(CultureInfo.InvariantCulture, $"{(repetition == 0 ? "warm-up" : $"{repetition,7}")}  on {first.Seconds:F2} s, {first.Cpu:F2} s CPU   off {second.Seconds:F2} s, {second.Cpu:F2} s CPU   {batches.Sum(school => school.Length)} pages"));
            if (repetition > 0)
                ratios.Add((first.Seconds / second.Seconds, first.Cpu / second.Cpu));
        }

        Directory.Delete(folder, recursive: true);
        say(Ratio("B14 time, security on ÷ off", ratios.Select(ratio => ratio.Seconds)));
        say(Ratio("B14 CPU, security on ÷ off", ratios.Select(ratio => ratio.Cpu)));
        return 0;
    }

    private static byte[][][] Batches(RegisterWorkload workload, SessionLoad[] sessions)
    {
        var words = new AsObservations(workload);
        return [.. Enumerable.Range(0, workload.Population.Schools.Length).Select(school => sessions
            .SelectMany(session => session.Pages[school]).Select(page => words.Page(page)).Where(page => page.Length > 0).Select(page => ObservationBatchText.Write(page)).ToArray())];
    }

    private static async Task<(double Seconds, double Cpu)> Measured(Side side, byte[][][] batches, int postmaster)
    {
        GC.Collect();
        var (before, watch) = (CpuTimes.Read(postmaster), Stopwatch.StartNew());
        await Parallel.ForAsync(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (school, _) => await side.Take(school, batches[school]));
        return (watch.Elapsed.TotalSeconds, (CpuTimes.Read(postmaster) - before).Total);
    }

    private static string Ratio(string what, IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{what}: median {Report.Median(sorted):F2}, range {sorted[0]:F2} to {sorted[^1]:F2}, {sorted.Count} pairs");
    }

    /// <summary>One database with security on or off.</summary>
    private sealed class Side(NpgsqlDataSource source, SchoolStore store, OpenStore open, bool isOn) : IAsyncDisposable
    {
        private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
        private readonly System.Collections.Concurrent.ConcurrentDictionary<int, SchoolLease> leases = [];
        private readonly System.Collections.Concurrent.ConcurrentDictionary<int, long> positions = [];

        public static async Task<Side> Open(string connection, string folder, bool isOn)
        {
            var options = new StoreOptions { ConnectionString = connection, AuditFolder = Path.Combine(folder, $"{isOn}") };
            var source = (NpgsqlDataSource)StoreSource.Open(options);
            await Migrations.Apply(source, CancellationToken.None);
            var keys = new SchoolKeys(source, new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Length)), options.Tenant, TimeProvider.System);
            return new Side(source, new SchoolStore(source, keys, options, TimeProvider.System, NullLogger<SchoolStore>.Instance), new OpenStore(source, keys, options), isOn);
        }

        public async Task Take(int number, byte[][] batches)
        {
            var school = new SchoolId($"s{number}");
            if (!leases.TryGetValue(number, out var lease))
                leases[number] = lease = await store.TakeOver(school, CancellationToken.None);
            foreach (var body in batches)
            {
                var position = positions[number] = positions.GetValueOrDefault(number) + 1;
                var entry = new JournalEntry(position, At.AddTicks(position), EntryKind.Observations, $"page/{position}", body);
                await (isOn ? Guarded(lease, entry) : open.Append(lease, entry));
            }

            var read = isOn ? await Read(school, positions[number]) : await open.Read(school, positions[number]);
            if (read < batches.Sum(body => (long)body.Length))
                throw new InvalidOperationException("What was written was not read back.");
        }

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await open.DisposeAsync();
            await source.DisposeAsync();
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
