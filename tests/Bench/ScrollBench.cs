using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Bench.Walls;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.Contracts;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Bench;

/// <summary>
/// How smoothly a wall of many cards scrolls: times between frames in Chromium while the page moves, divided by those of a wall of a hundred
/// in the same run, in turn. Every card is of a pupil with ten unauthorised sessions; so many at once are one storm, whose list is opened.
/// </summary>
internal static class ScrollBench
{
    private const int Few = 100;
    private const int Frames = 300;
    private const int PupilsAPush = 200;

    /// <summary>60 pixels a frame are some 3,600 a second: a wheel that is turned fast. At either end it turns back.</summary>
    private const string Scroll = """
        frames => new Promise(done => {
          const times = [];
          let [last, by] = [0, 60];
          const step = now => {
            if (last > 0) times.push(now - last);
            last = now;
            const before = window.scrollY;
            window.scrollBy(0, by);
            if (window.scrollY === before) by = -by;
            if (times.length < frames) requestAnimationFrame(step); else done(times);
          };
          requestAnimationFrame(step);
        })
        """;

    public static async Task<int> Run(BenchOptions options, Action<string> say)
    {
        var data = Directory.CreateTempSubdirectory("rm-scroll-");
        await using var api = await ServiceProcess.Start("Api", new Dictionary<string, string>
        {
            ["Demo__Enabled"] = "false",
            ["Demo__Folder"] = data.FullName,
            ["Storage__File"] = Path.Combine(data.FullName, "riskmonitor.db"),
        }).Ready();
        await Fill(api.Address, School.Secondary, "lead-secondary", Few);
        await Fill(api.Address, School.Primary, "lead-primary", options.Pupils);
        await using var few = await Open(api.Address, "lead-secondary", Few);
        await using var many = await Open(api.Address, "lead-primary", options.Pupils);
        var (paintedOfMany, paintedOfFew) = (await Painted(many), await Painted(few));
        say(string.Create(CultureInfo.InvariantCulture, $"Scrolling {options.Pupils:N0} cards against {Few}: {Frames} frames each in turn, {paintedOfMany:N0} and {paintedOfFew:N0} cards painted"));
        say("| repetition | cards | frame p50 ms | p95 ms | p99 ms | worst ms | frames over 50 ms |");
        say("|---|---|---|---|---|---|---|");
        var ratios = new List<(double Middle, double High)>();
        for (var repetition = 0; repetition <= options.Repetitions; repetition++)
        {
            var (one, other) = (await Measure(many.Page), await Measure(few.Page));
            say(Row(repetition, options.Pupils, one));
            say(Row(repetition, Few, other));
            if (repetition > 0)
                ratios.Add((At(one, .5) / At(other, .5), At(one, .95) / At(other, .95)));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"Frame time, {options.Pupils:N0} cards ÷ {Few}: p50 {Report.Median(ratios.Select(ratio => ratio.Middle)):F2}, p95 {Report.Median(ratios.Select(ratio => ratio.High)):F2}, medians of {ratios.Count} pairs"));
        return 0;
    }

    private static async Task Fill(Uri address, string school, string lead, int pupils)
    {
        using var sender = await DemoSender.As(address, "integration", new());
        using var reader = await DemoSender.As(address, lead, new());
        await Push(sender, School.Opened(school, School.Names[school]));
        for (var first = 0; first < pupils; first += PupilsAPush)
        {
            var numbers = Enumerable.Range(first, Math.Min(PupilsAPush, pupils - first)).ToList();
            await Push(sender, numbers.Select(number => School.Pupil(school, $"scroll-{number}", "QX")).Concat(numbers.SelectMany(number => School.TenUnauthorisedSessions(school, $"scroll-{number}"))));
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while ((await reader.GetFromJsonAsync($"/api/schools/{school}/board", ContractsJson.Default.BoardSnapshot, patience.Token))!.Alerts.Select(alert => alert.Student).OfType<string>().Distinct().Count() < pupils)
            await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
    }

    private static async Task Push(HttpClient sender, IEnumerable<string> lines)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await sender.PostAsync(new Uri("/api/observations", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<PaintedWall> Open(Uri address, string lead, int pupils)
    {
        var wall = await PaintedWall.Open(address, lead);
        await wall.Page.GetByText($"In a rule storm ({pupils.ToString(CultureInfo.InvariantCulture)})").ClickAsync();
        await wall.Page.GetByRole(AriaRole.List, new() { Name = "In a rule storm" }).GetByRole(AriaRole.Article).First.WaitForAsync();
        return wall;
    }

    private static Task<int> Painted(PaintedWall wall) => wall.Page.GetByRole(AriaRole.Article).CountAsync();

    private static async Task<double[]> Measure(IPage page)
    {
        await page.BringToFrontAsync();
        return [.. (await page.EvaluateAsync<double[]>(Scroll, Frames)).Order()];
    }

    private static string Row(int repetition, int cards, double[] sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"| {(repetition == 0 ? "warm-up" : $"{repetition}")} | {cards:N0} | {At(sorted, .5):F1} | {At(sorted, .95):F1} | {At(sorted, .99):F1} | {sorted[^1]:F0} | {sorted.Count(time => time > 50)} |");

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}
