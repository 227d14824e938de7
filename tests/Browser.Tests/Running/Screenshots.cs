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

    /// <summary>The wall at a desk, an alert that is being worked, a case, the wall on an office's screen.</summary>
    public static async Task Take(string folder, IPage page)
    {
        var wall = new Wall(page);
        await page.SetViewportSizeAsync(1280, 840);
        await page.GetByText("Screen", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Blank when hidden or idle").UncheckAsync();
        await page.GetByText("Screen", new() { Exact = true }).ClickAsync();
        await Expect(wall.Cards.Filter(new() { HasText = "Vulnerable pupil not in school" }).First).ToBeVisibleAsync(new() { Timeout = HalfAMorning });
        await Expect(wall.Cards.Filter(new() { HasText = "Immediate concern" }).First).ToBeVisibleAsync(new() { Timeout = HalfAMorning });
        await wall.Cards.Filter(new() { HasText = "Medium" }).First.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await page.GetByLabel("Note").FillAsync("Speaking to the family today");
        await page.GetByLabel("Note").PressAsync("Enter");
        await Expect(page.GetByText("Acknowledged by Ruth Hollis").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeHiddenAsync();
        await page.Mouse.ClickAsync(4, 90);
        await page.Mouse.WheelAsync(0, -20_000);

        await Shoot(page, folder, "wall");
        await Work(page, folder);
        await wall.Cards.First.GetByRole(AriaRole.Link, new() { Name = "Open case" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Attendance, session by session" })).ToBeVisibleAsync();
        await Shoot(page, folder, "case");
        await page.GotoAsync("/wall");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Alerts" }).GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await Expect(page.GetByText("page 1 of").Or(page.GetByText("All shown"))).ToBeVisibleAsync(new() { Timeout = UntilTheFirstPage });
        await Shoot(page, folder, "wall-mode");
    }

    // One school, by the keyboard: its first card, and the form that closes it.
    private static async Task Work(IPage page, string folder)
    {
        await page.GotoAsync($"/?school={School.Secondary}");
        await Expect(new Wall(page).Cards.First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("c");
        await Expect(page.Locator("form.acknowledge")).ToBeVisibleAsync();
        await Shoot(page, folder, "triage");
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>The page as it stands, when pictures are wanted.</summary>
    public static Task TakeOf(IPage page, string name) =>
        Folder is { } folder ? page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name) }) : Task.CompletedTask;

    /// <summary>The same in the light and in the dark.</summary>
    public static Task TakeBoth(IPage page, string name) => Folder is { } folder ? Shoot(page, folder, name) : Task.CompletedTask;

    private static async Task Shoot(IPage page, string folder, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{scheme.ToString().ToLowerInvariant()}.png") });
        }
    }
}
