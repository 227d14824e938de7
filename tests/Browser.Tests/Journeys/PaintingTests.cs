using System.Net.Http.Json;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>
/// What a change costs a screen that is full. Counted in the page's own processor time, which does not hang on what else the machine does.
/// </summary>
public sealed class PaintingTests(Chromium chromium) : Journey(chromium)
{
    private const int Alerts = 500;
    private const int Updates = 20;

    /// <summary>Of a list so many cards may be painted at a time: what is on the screen, and near it.</summary>
    private const int MostPainted = 120;

    /// <summary>
    /// What is promised is a tenth of a second on a screen of its own; 106 ms were counted of a debug build beside other work. What
    /// this finds is a change that paints the whole list again, which costs seconds.
    /// </summary>
    private const double MostMilliseconds = 300;

    [Fact]
    public async Task A_change_among_five_hundred_alerts_does_not_paint_them_all_again()
    {
        await using var api = await RunningApi.Start(("Limits__RequestsPerSecond", "10000"));
        using var lead = await api.As("lead-primary");
        var cards = await Fill(api, lead);
        var page = await Browse(api, "lead-primary", new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var wall = new Wall(page);
        await wall.Open();
        await Expect(Taken(page).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Taken on or set aside {cards}" })).ToBeVisibleAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
        // What is compiled at its first use is not what the thousandth change costs.
        await Arrive(api, 0);
        await Expect(wall.Card("QY")).ToHaveCountAsync(1);

        var before = await Busy(session);
        for (var next = 1; next <= Updates; next++)
            await Arrive(api, next);
        await Expect(wall.Card("QY")).ToHaveCountAsync(Updates + 1);
        var each = (await Busy(session) - before) * 1000 / Updates;

        TestContext.Current.SendDiagnosticMessage($"{Alerts} alerts: {each:F1} ms of the page's processor time an update");
        Assert.True(each < MostMilliseconds, $"{each:F1} ms");
        await ReadToTheEnd(page, cards);
    }

    /// <summary>Every card can be scrolled to, few are painted at a time, and the keyboard goes on from where it was.</summary>
    private static async Task ReadToTheEnd(IPage page, int cards)
    {
        for (var card = 0; card < Updates + 1 + CardParts.Size; card++)
            await page.Keyboard.PressAsync("j");
        await Expect(page.Locator($"[aria-posinset='{CardParts.Size}'] article")).ToBeFocusedAsync();

        var seen = new HashSet<string>();
        for (var screens = 0; seen.Count < cards && screens < cards; screens++)
        {
            await page.EvaluateAsync("() => window.scrollBy(0, 700)");
            await page.WaitForFunctionAsync(NothingUnpaintedInSight);
            var places = await Taken(page).EvaluateAllAsync<string[]>("cards => cards.map(card => card.parentElement.ariaPosInSet)");
            Assert.InRange(places.Length, 1, MostPainted);
            seen.UnionWith(places);
        }

        Assert.Equal(cards, seen.Count);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator($"[aria-posinset='{CardParts.Size + 1}'] article")).ToBeFocusedAsync();
        await Expect(page.Locator("article:focus")).ToBeInViewportAsync();
    }

    private const string NothingUnpaintedInSight =
        "() => [...document.querySelectorAll('.part.far')].every(part => { const place = part.getBoundingClientRect(); return place.bottom < 0 || place.top > window.innerHeight; })";

    private static ILocator Taken(IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Taken on or set aside" }).GetByRole(AriaRole.Article);

    // Acknowledged: so many at once that nobody has would be one storm. The school's own alert is waited for too: so many are more than one
    // lead can take (SCH-12), and where the keyboard is would hang on when it comes.
    private static async Task<int> Fill(RunningApi api, HttpClient lead)
    {
        await api.Push(Enumerable.Range(0, Alerts).Select(number => School.Pupil(School.Primary, $"paint-{number}", "QX")));
        await api.Push(Enumerable.Range(0, Alerts).Select(number => School.ImmediateConcern(School.Primary, $"paint-{number}")));
        var board = new BoardSnapshot { School = "", Name = "", Update = 0, Freshness = new BoardFreshness() };
        int Cards() => board.Alerts.Select(alert => alert.Student).Distinct().Count();
        for (var tries = 0; Cards() < Alerts + 1 && tries < 300; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            board = (await lead.GetFromJsonAsync($"/api/schools/{School.Primary}/board", ContractsJson.Default.BoardSnapshot, TestContext.Current.CancellationToken))!;
        }

        Assert.Equal("SCH-12", Assert.Single(board.Alerts, alert => alert.Student is null).Rule);
        Assert.Equal(Alerts + 1, Cards());
        await Parallel.ForEachAsync(board.Alerts, async (alert, cancellation) =>
        {
            var command = new AlertCommandBody(alert.Alert, null, alert.Alert);
            using var answer = await lead.PostAsJsonAsync($"/api/schools/{School.Primary}/alerts/acknowledge", command, ContractsJson.Default.AlertCommandBody, cancellation);
            answer.EnsureSuccessStatusCode();
        });
        return Cards();
    }

    private static Task Arrive(RunningApi api, int number) =>
        api.Push(School.Pupil(School.Primary, $"paint-new-{number}", "QY"), School.ImmediateConcern(School.Primary, $"paint-new-{number}"));

    private static async Task<double> Busy(ICDPSession session)
    {
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        return metrics.Single(metric => metric.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
    }
}
