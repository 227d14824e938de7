using System.Diagnostics;
using System.Globalization;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Walls;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Bench;

/// <summary>
/// B4: from the moment a concern is sent to <c>POST /api/observations</c> until its alert has been received by all connected walls but one,
/// and until it is painted on that one, which is the dashboard in Chromium. Against the embedded process with its demo trust running. Open
/// loop: a late answer does not delay the next send.
/// </summary>
internal static class WallsBench
{
    /// <summary>Fewer than the budget of one rule: more at once that nobody has are one storm, which paints no card each. Taken on before the next repetition.</summary>
    private const int ConcernsEachRepetition = 20;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<int> Run(BenchOptions options, Action<string> say)
    {
        var data = Directory.CreateTempSubdirectory("rm-walls-");
        await using var api = await ServiceProcess.Start("Api", new Dictionary<string, string>
        {
            ["Demo__Folder"] = data.FullName,
            ["Storage__File"] = Path.Combine(data.FullName, "riskmonitor.db"),
        }, "--speed", "2").Ready();
        using var sender = await DemoSender.SignIn(api.Address);
        await sender.WaitForBaseline(TimeSpan.FromMinutes(2));
        await sender.Enrol((options.Repetitions + 1) * ConcernsEachRepetition);

        await using var walls = await WallCrowd.Connect(api.Address, sender.School, options.Walls - 1);
        await using var painted = await PaintedWall.Open(api.Address, "lead-secondary");
        say($"B4: {options.Walls} walls connected to one embedded process (SQLite, durable), one of them Chromium; {ConcernsEachRepetition} concerns a repetition, one each {Pace.TotalMilliseconds:F0} ms");
        var all = new List<Sample>();
        for (var repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            var samples = await Measure(sender, walls, painted, repetition);
            say(LineOf(repetition == 0 ? "warm-up" : $"{repetition,7}", samples));
            if (repetition > 0)
                all.AddRange(samples);
            for (var next = 0; next < ConcernsEachRepetition; next++)
                await sender.TakeOn((repetition * ConcernsEachRepetition) + next);
        }

        foreach (var line in Table(all))
            say(line);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.CsvFile))!);
        await File.WriteAllLinesAsync(options.CsvFile, all.Select(sample => string.Create(CultureInfo.InvariantCulture, $"{sample.Repetition},{sample.Walls.Length},{At([.. sample.Walls.Order()], .5):F2},{At([.. sample.Walls.Order()], .99):F2},{sample.Acknowledged:F2},{sample.Painted:F2}"))
            .Prepend("repetition,wall_receipts,received_p50_ms,received_p99_ms,acknowledged_ms,painted_ms"));
        return 0;
    }

    private static async Task<List<Sample>> Measure(DemoSender sender, WallCrowd walls, PaintedWall painted, int repetition)
    {
        var pending = new List<Task<Sample>>();
        var (start, startedAt) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
        for (var next = 0; next < ConcernsEachRepetition; next++)
        {
            var due = Pace * next;
            var wait = due - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            pending.Add(SendOne(sender, walls, painted, repetition, next, start + (long)(due.TotalSeconds * Stopwatch.Frequency), (startedAt + due - DateTimeOffset.UnixEpoch).TotalMilliseconds));
        }

        return [.. await Task.WhenAll(pending)];
    }

    // Latency counts from when it should have been sent: by this process's own clock, and by the one that it shares with the browser.
    private static async Task<Sample> SendOne(DemoSender sender, WallCrowd walls, PaintedWall painted, int repetition, int next, long intended, double intendedAt)
    {
        var number = (repetition * ConcernsEachRepetition) + next;
        var seen = walls.Expect(DemoSender.StudentOf(number));
        await sender.Concern(number);
        var acknowledged = Stopwatch.GetElapsedTime(intended).TotalMilliseconds;
        if (await Task.WhenAny(seen, Task.Delay(Patience)) != seen)
            throw new TimeoutException($"{walls.Progress(DemoSender.StudentOf(number))}, {Patience.TotalSeconds:F0} s after it was to be sent.");
        var receipts = await seen;
        var paintedAt = await painted.Painted(sender.School, DemoSender.StudentOf(number)).WaitAsync(Patience);
        return new Sample(repetition, [.. receipts.Select(at => Stopwatch.GetElapsedTime(intended, at).TotalMilliseconds)], acknowledged, paintedAt - intendedAt);
    }

    private static string LineOf(string name, List<Sample> samples)
    {
        var (received, painted) = (Sorted(samples.SelectMany(sample => sample.Walls)), Sorted(samples.Select(sample => sample.Painted)));
        return string.Create(CultureInfo.InvariantCulture, $"{name}  received p50 {At(received, .5):F1} ms, p99 {At(received, .99):F1} ms; painted p50 {At(painted, .5):F0} ms, worst {painted[^1]:F0} ms");
    }

    private static IEnumerable<string> Table(List<Sample> samples)
    {
        yield return "";
        yield return "| from sending a concern until … | p50 ms | p90 ms | p99 ms | worst ms | samples |";
        yield return "|---|---|---|---|---|---|";
        yield return Row("it is acknowledged: on disk", Sorted(samples.Select(sample => sample.Acknowledged)));
        yield return Row("a wall has its alert", Sorted(samples.SelectMany(sample => sample.Walls)));
        yield return Row("it is painted in Chromium", Sorted(samples.Select(sample => sample.Painted)));
    }

    private static string Row(string what, double[] sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {At(sorted, .5):F0} | {At(sorted, .9):F0} | {At(sorted, .99):F0} | {sorted[^1]:F0} | {sorted.Length} |");

    private static double[] Sorted(IEnumerable<double> values) => [.. values.Order()];

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];

    private sealed record Sample(int Repetition, double[] Walls, double Acknowledged, double Painted);
}
