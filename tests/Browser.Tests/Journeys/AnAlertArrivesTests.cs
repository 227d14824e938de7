using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class AnAlertArrivesTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    private const float TwoSeconds = 2_000;
    private const int Tries = 3;

    [Fact]
    public async Task A_concern_that_cannot_wait_is_on_the_open_wall_within_two_seconds()
    {
        var page = await Browse(shared.Api, "lead-secondary");
        var wall = new Wall(page);
        await wall.Open();

        var initials = await FirstInTime(wall);

        await Expect(wall.Card(initials)).ToContainTextAsync("Critical");
        await Expect(wall.Card(initials)).ToContainTextAsync("1 immediate concern without an action yet (physical disclosure)");
    }

    // The machine may stop for a moment; it does not do so each time.
    private async Task<string> FirstInTime(Wall wall)
    {
        for (var number = 1; ; number++)
        {
            var initials = $"Q{number}";
            await shared.Api.Push(School.Pupil(School.Secondary, $"arrives-{number}", initials));
            await Expect(wall.Card(initials)).ToHaveCountAsync(0);
            await shared.Api.Push(School.ImmediateConcern(School.Secondary, $"arrives-{number}"));
            try
            {
                await Expect(wall.Card(initials)).ToBeVisibleAsync(new() { Timeout = TwoSeconds });
                return initials;
            }
            catch (PlaywrightException) when (number < Tries)
            {
                // Late: the next is looked at.
            }
        }
    }
}
