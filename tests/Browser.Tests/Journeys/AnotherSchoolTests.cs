using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class AnotherSchoolTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task The_lead_of_another_school_sees_nothing_of_this_one()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "elsewhere-1", "QG"), School.ImmediateConcern(School.Secondary, "elsewhere-1"));
        var page = await Browse(shared.Api, "lead-primary");
        var wall = new Wall(page);

        await wall.Open();
        await Expect(page.GetByText("Brookside Primary School")).ToBeVisibleAsync();
        await Expect(wall.Card("QG")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Larkfield High")).ToHaveCountAsync(0);

        await page.GotoAsync($"/?school={School.Secondary}");
        await Expect(page.GetByText("There is nothing here that you may see")).ToBeVisibleAsync();

        await page.GotoAsync($"/schools/{School.Secondary}/students/elsewhere-1");
        await Expect(page.GetByText("There is nothing here that you may see")).ToBeVisibleAsync();
        Assert.DoesNotContain("QG", await page.ContentAsync(), StringComparison.Ordinal);
    }
}
