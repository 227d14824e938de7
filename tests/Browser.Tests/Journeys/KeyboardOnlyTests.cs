using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

// An API of its own: where the keys go is counted from the top of the wall, which other tests' alerts would move.
public sealed class KeyboardOnlyTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task The_wall_is_worked_through_without_a_mouse()
    {
        await using var api = await RunningApi.Start();
        await api.Push(School.Pupil(School.Primary, "keys-1", "QH"), School.Pupil(School.Primary, "keys-2", "QI"));
        await api.Push(School.ImmediateConcern(School.Primary, "keys-1"), School.ImmediateConcern(School.Primary, "keys-2"));
        var page = await Browse(api, "lead-primary");
        var wall = new Wall(page);
        await wall.Open();
        await Expect(wall.Card("QI")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("j");
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(wall.Cards.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/schools/{School.Primary}/students/keys-[12]$"));
        await page.GoBackAsync();
        await Expect(wall.Card("QH")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("j");
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByLabel("Note")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Acknowledged by Joan Whitlock")).ToHaveCountAsync(1);
        // The one that still waits has the keyboard, at the top; taken back, the other is up again.
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();
        await Expect(wall.Cards.Nth(0)).Not.ToContainTextAsync("Acknowledged by");
        await page.Keyboard.PressAsync("u");
        await Expect(page.GetByText("Acknowledged by Joan Whitlock")).ToHaveCountAsync(0);
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();

        await Blank(page, wall);
        await Expect(wall.Card("QH")).Not.ToBeVisibleAsync();
        await ComesBack(page, wall);
    }

    // Twice within a second, as the page counts it: two keys of a machine that stops for a moment are two single ones.
    private static async Task Blank(IPage page, Wall wall)
    {
        for (var tries = 0; tries < 5 && !await wall.Blanked.IsVisibleAsync(); tries++)
        {
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("Escape");
            try
            {
                await wall.Blanked.WaitForAsync(new() { Timeout = 5_000 });
            }
            catch (TimeoutException)
            {
                // Too far apart: once more.
            }
        }

        await Expect(wall.Blanked).ToBeVisibleAsync();
    }

    private static async Task ComesBack(IPage page, Wall wall)
    {
        // The blank screen has the keyboard, and whatever key brings the wall back only brings it back.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Show the screen" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(wall.Cards.Nth(0)).ToBeFocusedAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/$"));
    }
}
