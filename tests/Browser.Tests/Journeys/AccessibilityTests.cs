using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class AccessibilityTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Theory]
    // 1,280 pixels at 400 %, and as they are: what is dark does not hang on the width.
    [InlineData(ColorScheme.Light, Zoomed)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task Axe_finds_nothing_serious_on_any_page(ColorScheme scheme, int width)
    {
        var pupil = $"axe-{scheme}-{width}";
        await shared.Api.Push([School.Pupil(School.Secondary, pupil, "QM"), School.ImmediateConcern(School.Secondary, pupil), .. School.TenUnauthorisedSessions(School.Secondary, pupil)]);
        BrowserNewContextOptions Options() => new() { ColorScheme = scheme, BypassCSP = true, ViewportSize = new() { Width = width, Height = width == Zoomed ? 256 : 720 } };
        var stranger = await Browse(shared.Api, Options());
        var page = await Browse(shared.Api, "lead-secondary", Options());

        var found = new List<string>();
        found.AddRange(await Found(stranger, "/sign-in", stranger.GetByRole(AriaRole.Button, new() { Name = "Trust safeguarding lead" })));
        found.AddRange(await Found(page, "/", new Wall(page).Card("QM").First));
        found.AddRange(await Found(page, $"/schools/{School.Secondary}/students/{pupil}", page.GetByRole(AriaRole.Heading, new() { Name = "QM Year 8" })));
        // In the dark these are looked at by their own journeys.
        if (scheme is ColorScheme.Light)
        {
            found.AddRange(await Found(page, "/walls", page.GetByRole(AriaRole.Button, new() { Name = "Admit a screen" })));
            found.AddRange(await Found(page, $"/rules?school={School.Secondary}", page.GetByRole(AriaRole.Heading, new() { Name = "Rules", Exact = true })));
            found.AddRange(await Found(page, "/imports", page.GetByRole(AriaRole.Heading, new() { Name = "Import a file", Exact = true })));
            found.AddRange(await Found(page, "/imports/concerns", page.GetByRole(AriaRole.Heading, new() { Name = "Import concerns", Exact = true })));
            found.AddRange(await Found(page, "/imports/categories", page.GetByRole(AriaRole.Heading, new() { Name = "What your categories mean", Exact = true })));
            found.AddRange(await Found(page, "/feeds", page.GetByRole(AriaRole.Heading, new() { Name = "Feeds", Exact = true })));
        }

        found.AddRange(await Found(page, "/about", page.GetByRole(AriaRole.Heading, new() { Name = "What is watched, and why" })));
        // Last, since whoever leaves a wall that nobody stood before signs in again. Other journeys' cards may fill its first pages: any card will do.
        found.AddRange(await Found(page, "/wall", page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First));

        Assert.Equal([], found);
    }

    private static async Task<IEnumerable<string>> Found(IPage page, string address, ILocator sign)
    {
        // The pages of one program, as a person goes through them: loading it anew for each takes most of a minute.
        if (page.Url is "about:blank" || address is "/wall") await page.GotoAsync(address);
        else await page.EvaluateAsync("address => Blazor.navigateTo(address)", address);
        await Expect(sign).ToBeVisibleAsync();
        var result = await page.RunAxe();
        Assert.NotEmpty(result.Passes);
        var found = result.Violations.Where(IsSerious).Select(violation =>
            $"{address}: {violation.Id} ({violation.Impact}) {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
        // Whoever enlarges a page reads it by scrolling one way only (WCAG 1.4.10); the wall's own mode is for a big screen.
        var wide = address is "/wall" ? [] : await page.EvaluateAsync<string[]>(BeyondTheScreen);
        return [.. found, .. wide.Select(element => $"{address}: runs beyond the screen: {element}")];
    }

    private const int Zoomed = 320;

    /// <summary>What makes a page scroll sideways, the first three with how far they run; nothing when it does not.</summary>
    private const string BeyondTheScreen = """
        () => document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.body.querySelectorAll("*")]
          .filter(element => element.getBoundingClientRect().right > window.innerWidth && !element.closest(".scroll > *"))
          .slice(0, 3).map(element => `${Math.round(element.getBoundingClientRect().right)} ${element.cloneNode().outerHTML}`)
        """;

    private static bool IsSerious(AxeResultItem violation) => violation.Impact is "serious" or "critical";
}
