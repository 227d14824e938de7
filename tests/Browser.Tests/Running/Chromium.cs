using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(RiskMonitor.Browser.Tests.Running.Chromium))]
[assembly: AssemblyFixture(typeof(RiskMonitor.Browser.Tests.Running.SharedApi))]
// Two cores: a browser beside a browser makes both late, and these tests are about being in time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>The browser of this machine, started once. Each journey gets fresh contexts: its own cookies, its own storage.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Browser => browser ?? throw new InvalidOperationException("The browser was not started.");

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await SystemChromium.Launch(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
