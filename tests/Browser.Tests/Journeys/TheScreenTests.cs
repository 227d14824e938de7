using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>What a screen promises whoever stands before it, and whoever stands behind them.</summary>
public sealed class TheScreenTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task Filters_live_in_the_address_without_a_name_and_back_goes_back()
    {
        var page = await Opened("screen-filter", "QR");

        await page.GetByLabel(new Regex("^Severity")).SelectOptionAsync("low");
        await Expect(page).ToHaveURLAsync(new Regex(@"/\?severity=low$"));
        await Expect(new Wall(page).Card("QR")).ToHaveCountAsync(0);
        await page.GoBackAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/$"));
        await Expect(new Wall(page).Card("QR")).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("Alert wall · RiskMonitor");
    }

    [Fact]
    public async Task A_card_says_the_exact_time_when_it_is_looked_at()
    {
        var page = await Opened("screen-age", "QS");
        var exact = new Wall(page).Card("QS").GetByText(new Regex(@"\d{2}:\d{2}")).First;
        await Expect(exact).ToBeHiddenAsync();

        await new Wall(page).Card("QS").FocusAsync();

        await Expect(exact).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_hidden_screen_blanks_itself()
    {
        var page = await Opened("screen-hidden", "QT");

        await page.EvaluateAsync("""
            Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            """);

        await Expect(new Wall(page).Blanked).ToBeVisibleAsync();
        await Expect(new Wall(page).Card("QT")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Sound_is_switched_on_by_hand_tried_and_muted()
    {
        var page = await Opened("screen-sound", "QU");
        await Expect(page.GetByText("Sound on")).ToHaveCountAsync(0);

        await page.GetByText("Screen", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the tone of High" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounded", "high");
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("^A tone for what is new") }).CheckAsync();
        await Expect(page.GetByText("Sound on")).ToBeVisibleAsync();
        await shared.Api.Push(School.Pupil(School.Primary, "screen-tone", "QV"), School.ImmediateConcern(School.Primary, "screen-tone"));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-sounded", "critical");

        await page.GetByRole(AriaRole.Button, new() { Name = "Mute for 15 min" }).ClickAsync();
        await Expect(page.GetByText(new Regex(@"Sound muted, 14:\d\d left"))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_on_the_wall_is_smaller_than_28_pixels()
    {
        var page = await Opened("screen-wall", "QW");
        await page.GotoAsync("/wall");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();

        var small = await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.wall-mode *')]
              .filter(element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
              .filter(element => element.getClientRects().length > 0 && parseFloat(getComputedStyle(element).fontSize) < 28)
              .map(element => element.className + ': ' + element.textContent)
            """);

        Assert.Empty(small);
        Assert.InRange(await page.GetByRole(AriaRole.Heading, new() { Level = 2 }).CountAsync(), 1, 12);
    }

    private async Task<IPage> Opened(string pupil, string initials)
    {
        await shared.Api.Push(School.Pupil(School.Primary, pupil, initials), School.ImmediateConcern(School.Primary, pupil));
        var page = await Browse(shared.Api, "lead-primary");
        await new Wall(page).Open();
        await Expect(new Wall(page).Card(initials)).ToBeVisibleAsync();
        return page;
    }
}
