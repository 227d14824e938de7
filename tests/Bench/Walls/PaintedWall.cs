using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;

namespace RiskMonitor.Bench.Walls;

/// <summary>A wall in Chromium: the dashboard as people run it, signed in, awake for as long as it is measured.</summary>
internal sealed class PaintedWall : IAsyncDisposable
{
    private const float PatienceMilliseconds = 120_000;

    /// <summary>
    /// Notes when each card of the bench is on the screen. A frame is painted after the first callback that follows the change and before the
    /// second, so what is noted is late by up to one frame and never early. Milliseconds since 1970: the bench reads the same clock.
    /// </summary>
    private const string WatchCards = """
        () => {
          window.paintedAt = {};
          const look = () => {
            for (const card of document.querySelectorAll('article[id*="-bench-"]')) {
              if (card.id in window.paintedAt) continue;
              window.paintedAt[card.id] = 0;
              requestAnimationFrame(() => requestAnimationFrame(() => { window.paintedAt[card.id] = Date.now(); }));
            }
          };
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        }
        """;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private PaintedWall(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public static async Task<PaintedWall> Open(Uri address, string persona)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await SystemChromium.Launch(playwright);
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString(), Locale = "en-GB", TimezoneId = "Europe/London", ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var page = await context.NewPageAsync();
        var answer = await page.APIRequest.PostAsync($"/api/personas/{persona}/sign-in", new APIRequestContextOptions { Headers = new Dictionary<string, string> { ["X-RiskMonitor"] = "1" } });
        if (!answer.Ok)
            throw new InvalidOperationException($"{persona} was not signed in: {answer.Status}.");
        await page.GotoAsync("/");
        await page.GetByText("Live", new() { Exact = true }).WaitForAsync();
        var screen = page.GetByText("Screen", new() { Exact = true });
        await screen.ClickAsync();
        await page.GetByLabel("Blank when hidden or idle").UncheckAsync();
        await screen.ClickAsync();
        await page.EvaluateAsync(WatchCards);
        return new PaintedWall(playwright, browser, page);
    }

    /// <summary>When the card of this pupil was painted, in milliseconds since 1970. Waits for it.</summary>
    public async Task<double> Painted(string school, string student)
    {
        var id = $"card-{school}-{student}";
        await Page.WaitForFunctionAsync("id => window.paintedAt[id] > 0", id);
        return await Page.EvaluateAsync<double>("id => window.paintedAt[id]", id);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
