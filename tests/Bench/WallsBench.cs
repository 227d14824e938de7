using System.Diagnostics;
using System.Globalization;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Walls;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Bench;

/// <summary>
/// B4: from the moment a concern is sent to <c>POST /api/observations</c> until each of the connected walls has its alert, against the
/// embedded process with its demo trust running. Open loop: a late answer does not delay the next send.
/// </summary>
internal static class WallsBench
{
    private const int ConcernsEachRepetition = 50;
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

        await using var walls = await WallCrowd.Connect(api.Address, sender.School, options.Walls);
        say($"B4: {options.Walls} walls connected to one embedded process (SQLite, durable), {ConcernsEachRepetition} concerns a repetition, one each {Pace.TotalMilliseconds:F0} ms");
        var medians = new List<(double Middle, double High)>();
        var lines = new List<string> { "repetition,concern,wall_receipts,p50_ms,p99_ms,acknowledged_ms" };
        for (var repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            var samples = await Measure(sender, walls, repetition * ConcernsEachRepetition);
            var all = samples.SelectMany(sample => sample.Walls).Order().ToArray();
            var (middle, high) = (At(all, 0.5), At(all, 0.99));
            say(string.Create(CultureInfo.InvariantCulture, $"{(repetition == 0 ? "warm-up" : $"{repetition,7}")}  sent to received on a wall: p50 {middle:F1} ms, p99 {high:F1} ms, worst {all[^1]:F1} ms; acknowledged after {Report.Median(samples.Select(s => s.Acknowledged)):F1} ms"));
            if (repetition == 0)
                continue;
            medians.Add((middle, high));
            lines.AddRange(samples.Select((sample, index) => string.Create(CultureInfo.InvariantCulture, $"{repetition},{index},{sample.Walls.Length},{At([.. sample.Walls.Order()], .5):F2},{At([.. sample.Walls.Order()], .99):F2},{sample.Acknowledged:F2}")));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"B4 (received, not yet painted): p50 {Report.Median(medians.Select(m => m.Middle)):F1} ms, p99 {Report.Median(medians.Select(m => m.High)):F1} ms, medians of {medians.Count} repetitions; walls, sender and server share this machine's cores"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.CsvFile))!);
        await File.WriteAllLinesAsync(options.CsvFile, lines);
        return 0;
    }

    private static async Task<List<Sample>> Measure(DemoSender sender, WallCrowd walls, int first)
    {
        var pending = new List<Task<Sample>>();
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < ConcernsEachRepetition; next++)
        {
            var wait = (Pace * next) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            pending.Add(SendOne(sender, walls, first + next, start + (long)(Pace.TotalSeconds * next * Stopwatch.Frequency)));
        }

        return [.. await Task.WhenAll(pending)];
    }

    // Latency counts from when it should have been sent.
    private static async Task<Sample> SendOne(DemoSender sender, WallCrowd walls, int number, long intended)
    {
        var seen = walls.Expect(DemoSender.StudentOf(number));
        await sender.Concern(number);
        var acknowledged = Stopwatch.GetElapsedTime(intended).TotalMilliseconds;
        var receipts = await seen.WaitAsync(Patience);
        return new Sample([.. receipts.Select(at => Stopwatch.GetElapsedTime(intended, at).TotalMilliseconds)], acknowledged);
    }

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];

    private sealed record Sample(double[] Walls, double Acknowledged);
}
