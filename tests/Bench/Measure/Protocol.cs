using System.Diagnostics;
using RiskMonitor.Bench.Contestants;
using RiskMonitor.Bench.Workload;

namespace RiskMonitor.Bench.Measure;

/// <summary>
/// A B A B …: in every repetition each contestant takes the same next sessions of the same year. The first repetition warms up and is
/// thrown away. After each, what stands is compared with the oracle; a time without that agreement is printed and does not count.
/// </summary>
internal sealed class Protocol(RegisterWorkload workload, IContestant[] contestants, IContestant? oracle, int postmaster, Action<string> say)
{
    public async Task<List<Result>> Run(int repetitions, int sessions)
    {
        foreach (var contestant in contestants.Append(oracle).OfType<IContestant>())
        {
            var watch = Stopwatch.StartNew();
            await contestant.Load();
            say($"{contestant.Name}: {workload.Population.Pupils:N0} pupils with {RegisterWorkload.HistorySessions} sessions each loaded in {watch.Elapsed.TotalSeconds:F1} s");
        }

        var results = new List<Result>();
        for (var repetition = 0; repetition <= repetitions; repetition++)
        {
            var loads = workload.Next(sessions);
            var expected = await Expected(loads);
            foreach (var contestant in contestants)
            {
                var result = await Measure(contestant, repetition, loads, expected);
                say($"{(repetition == 0 ? "warm-up" : $"{repetition,7}")}  {result.Contestant,-12} {result.MarksPerSecond,10:N0} marks/s  {result.MicrosecondsPerMark,7:F1} µs CPU a mark ({result.Cpu.Database / result.Cpu.Total:P0} in the database)  {result.BytesPerMark,6:N0} bytes a mark  oracle: {result.AgreesWithOracle?.ToString() ?? "not asked"}");
                if (repetition > 0)
                    results.Add(result);
            }
        }

        return results;
    }

    private async Task<IReadOnlySet<OpenAlert>?> Expected(SessionLoad[] loads)
    {
        if (oracle is null)
            return null;
        oracle.Prepare(loads);
        await oracle.Run();
        return await oracle.Open();
    }

    private async Task<Result> Measure(IContestant contestant, int repetition, SessionLoad[] loads, IReadOnlySet<OpenAlert>? expected)
    {
        contestant.Prepare(loads);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (before, allocatedBefore) = (CpuTimes.Read(postmaster), GC.GetTotalAllocatedBytes(precise: true));
        var watch = Stopwatch.StartNew();
        var marks = await contestant.Run();
        watch.Stop();
        var cpu = CpuTimes.Read(postmaster) - before;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        contestant.Prepare([]);
        var agrees = expected is null ? (bool?)null : Agrees(contestant, expected, await contestant.Open());
        return new Result(contestant.Name, contestant.Durability, repetition, marks, watch.Elapsed.TotalSeconds, cpu, allocated, agrees);
    }

    private bool Agrees(IContestant contestant, IReadOnlySet<OpenAlert> expected, IReadOnlySet<OpenAlert> found)
    {
        var due = contestant.SchoolStride == 1 ? expected : expected.Where(alert => IsGivenTo(contestant, alert)).ToHashSet();
        if (due.SetEquals(found))
            return true;
        foreach (var rule in due.Concat(found).Select(alert => alert.Rule).Distinct().Order())
        {
            var (wanted, got) = (due.Where(alert => alert.Rule == rule).ToHashSet(), found.Where(alert => alert.Rule == rule).ToHashSet());
            var (missing, extra) = (wanted.Except(got).ToArray(), got.Except(wanted).ToArray());
            if (missing.Length + extra.Length > 0)
                say($"  {contestant.Name} and the oracle differ on {rule}: of {wanted.Count} open, {missing.Length} missing ({string.Join(' ', missing.Take(3).Select(a => a.Subject))}), {extra.Length} extra ({string.Join(' ', extra.Take(3).Select(a => a.Subject))})");
        }

        return false;
    }

    private bool IsGivenTo(IContestant contestant, OpenAlert alert) =>
        alert.Subject[0] == 'p' && workload.Population.SchoolOf[int.Parse(alert.Subject.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)] % contestant.SchoolStride == 0;
}
