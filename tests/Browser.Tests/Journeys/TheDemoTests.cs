using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheDemoTests(Chromium chromium) : Journey(chromium)
{
    private const float AboutAMinute = 55_000;

    [Fact]
    public async Task The_default_opens_on_a_trust_of_three_schools_where_an_alert_arrives_within_about_a_minute()
    {
        await using var api = await RunningApi.StartDemo();
        var page = await Browse(api);
        await page.GotoAsync("/");

        await page.GetByRole(AriaRole.Button, new() { Name = "Trust safeguarding lead" }).ClickAsync();

        foreach (var school in new[] { "Larkfield High School", "Brookside Primary School", "Oakmere Primary School" })
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = school })).ToBeVisibleAsync();
        await Expect(new Wall(page).Cards.Filter(new() { Has = page.GetByText("New", new() { Exact = true }) }).First).ToBeVisibleAsync(new() { Timeout = AboutAMinute });
        if (Screenshots.Folder is { } folder)
            await Screenshots.Take(folder, page);
    }
}
