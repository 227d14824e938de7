using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Running;

/// <summary>
/// The README's pictures, taken of the demo trust's live day when <c>RISKMONITOR_SCREENSHOTS</c> names a folder:
/// <c>RISKMONITOR_SCREENSHOTS=dashboard/screenshots tests/run.sh Browser -class RiskMonitor.Browser.Tests.Journeys.TheDemoTests</c>.
/// </summary>
internal static class Screenshots
{
    private const float HalfAMorning = 150_000;
    private const float UntilTheFirstPage = 60_000;

    public static string? Folder => Environment.GetEnvironmentVariable("RISKMONITOR_SCREENSHOTS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    public static async Task Take(string folder, IPage page)
    {
        var wall = new Wall(page);
        await page.SetViewportSizeAsync(1440, 960);
        await page.GetByText("Screen", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Blank when hidden or idle").UncheckAsync();
        await page.GetByText("Screen", new() { Exact = true }).ClickAsync();
        await Expect(wall.Cards.Filter(new() { HasText = "Vulnerable pupil not in school" }).First).ToBeVisibleAsync(new() { Timeout = HalfAMorning });
        await Expect(wall.Cards.Filter(new() { HasText = "Immediate concern" }).First).ToBeVisibleAsync(new() { Timeout = HalfAMorning });
        await wall.Cards.Filter(new() { HasText = "Medium" }).First.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await page.GetByLabel("Note").FillAsync("Speaking to the family today");
        await page.GetByLabel("Note").PressAsync("Enter");
        await Expect(page.GetByText("Acknowledged by Ruth Hollis").First).ToBeVisibleAsync();
        await page.Mouse.ClickAsync(4, 90);
        await page.Mouse.WheelAsync(0, -20_000);

        await Shoot(page, folder, "wall-light.png", ColorScheme.Light);
        await Shoot(page, folder, "wall-dark.png", ColorScheme.Dark);
        await wall.Cards.First.GetByRole(AriaRole.Link, new() { Name = "Open case" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Attendance, session by session" })).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(1440, 1280);
        await Shoot(page, folder, "case-light.png", ColorScheme.Light);
        await Shoot(page, folder, "case-dark.png", ColorScheme.Dark);
        await page.SetViewportSizeAsync(1920, 1080);
        await page.GotoAsync("/wall");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Alerts" }).GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await Expect(page.GetByText("page 1 of").Or(page.GetByText("All shown"))).ToBeVisibleAsync(new() { Timeout = UntilTheFirstPage });
        await Shoot(page, folder, "wall-mode.png", ColorScheme.Dark);
    }

    /// <summary>The whole of a page as it stands, when pictures are wanted.</summary>
    public static Task TakeOf(IPage page, string name) =>
        Folder is { } folder ? page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name) }) : Task.CompletedTask;

    private static async Task Shoot(IPage page, string folder, string name, ColorScheme scheme)
    {
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name) });
    }
}
