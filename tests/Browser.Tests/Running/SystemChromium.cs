using Microsoft.Playwright;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>The browser of this machine: for the journeys, and for the bench.</summary>
public static class SystemChromium
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Quietly =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    public static Task<IBrowser> Launch(IPlaywright playwright)
    {
        var program = Programs.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException($"Chromium is missing: none of {string.Join(", ", Programs)} is there.");
        return playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = Quietly });
    }
}
