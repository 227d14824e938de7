using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class AnAlertArrivesTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    private const float TwoSeconds = 2_000;

    [Fact]
    public async Task A_concern_that_cannot_wait_is_on_the_open_wall_within_two_seconds()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "arrives-1", "QA"));
        var page = await Browse(shared.Api, "lead-secondary");
        var wall = new Wall(page);
        await wall.Open();
        await Expect(wall.Card("QA")).ToHaveCountAsync(0);

        await shared.Api.Push(School.ImmediateConcern(School.Secondary, "arrives-1"));

        await Expect(wall.Card("QA")).ToBeVisibleAsync(new() { Timeout = TwoSeconds });
        await Expect(wall.Card("QA")).ToContainTextAsync("Critical");
        await Expect(wall.Card("QA")).ToContainTextAsync("1 immediate concern without an action yet (physical disclosure)");
    }
}
