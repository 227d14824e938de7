using Microsoft.Playwright;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>
/// A journey through the real program in a real browser. With <c>RISKMONITOR_TRACES</c> set, the trace of one that fails is kept in <c>traces</c>
/// beside the test program; taking traces costs as much again as what they show.
/// </summary>
public abstract class Journey(Chromium chromium) : IAsyncDisposable
{
    /// <summary>What a person may wait for on a slow machine; what must be quick says so where it is asserted.</summary>
    private const float PatienceMilliseconds = 60_000;

    private static readonly bool IsTraced = Environment.GetEnvironmentVariable("RISKMONITOR_TRACES") is { Length: > 0 };

    private readonly List<IBrowserContext> contexts = [];

    /// <summary>A browser of its own, not signed in.</summary>
    protected async Task<IPage> Browse(RunningApi api, BrowserNewContextOptions? options = null)
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        options ??= new BrowserNewContextOptions();
        options.BaseURL = api.Address.ToString();
        options.Locale = "en-GB";
        options.TimezoneId = "Europe/London";
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await chromium.Browser.NewContextAsync(options);
        contexts.Add(context);
        // Somebody sits at it: on a slow machine it must not blank itself between two steps, as it does after a minute without a touch.
        await context.AddInitScriptAsync("setInterval(() => document.dispatchEvent(new Event('pointermove')), 10_000)");
        context.SetDefaultTimeout(PatienceMilliseconds);
        if (IsTraced)
            await context.Tracing.StartAsync(new TracingStartOptions { Snapshots = true });
        return await context.NewPageAsync();
    }

    /// <summary>A browser of its own, signed in as one of the demo trust's staff.</summary>
    protected async Task<IPage> Browse(RunningApi api, string persona, BrowserNewContextOptions? options = null)
    {
        var page = await Browse(api, options);
        var answer = await page.APIRequest.PostAsync(
            $"/api/personas/{persona}/sign-in", new APIRequestContextOptions { Headers = new Dictionary<string, string> { ["X-RiskMonitor"] = "1" } });
        Assert.Equal(204, answer.Status);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        for (var next = 0; next < contexts.Count; next++)
        {
            var path = failed ? Path.Combine(AppContext.BaseDirectory, "traces", $"{GetType().Name}-{next + 1}.zip") : null;
            if (IsTraced)
                await contexts[next].Tracing.StopAsync(new TracingStopOptions { Path = path });
            await contexts[next].DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
