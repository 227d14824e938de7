using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class ACorrectionRetractsTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task A_mark_corrected_after_it_raised_an_alert_retracts_it_on_the_open_wall_and_says_why()
    {
        await shared.Api.Push([School.Pupil(School.Secondary, "retracts-1", "QB"), .. School.TenUnauthorisedSessions(School.Secondary, "retracts-1")]);
        var page = await Browse(shared.Api, "lead-secondary");
        var wall = new Wall(page);
        await wall.Open();
        await Expect(wall.Card("QB")).ToContainTextAsync("10 unauthorised sessions in 10 school weeks");

        await shared.Api.Push(School.Mark(School.Secondary, "retracts-1", School.LastSchoolDay, "PM", "I"));

        await Expect(wall.Card("QB")).ToContainTextAsync($"Retracted: Mark corrected: {School.Said(School.LastSchoolDay)} PM: O is now I.");
    }
}
