using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheRulesTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious_on_the_rules_whether_read_or_changed(ColorScheme scheme)
    {
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { ColorScheme = scheme, BypassCSP = true });
        await page.GotoAsync("/rules");
        await Expect(Rule(page, "SG-02")).ToBeVisibleAsync();

        var read = await page.RunAxe();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change rules" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this changes" })).ToBeVisibleAsync();
        var changed = await page.RunAxe();

        Assert.NotEmpty(read.Passes);
        Assert.Equal([], read.Violations.Concat(changed.Violations).Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}"));
    }

    [Fact]
    public async Task A_lead_changes_a_number_sees_what_that_changes_and_publishes_it_with_a_reason()
    {
        var page = await Browse(shared.Api, "lead-primary");
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Rules" }).ClickAsync();
        await Expect(Rule(page, "ATT-04")).ToContainTextAsync("set by law");

        await page.GetByRole(AriaRole.Button, new() { Name = "Change rules" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "ATT-04 Sessions" })).ToHaveCountAsync(0);
        var days = page.GetByRole(AriaRole.Textbox, new() { Name = "SG-02 Days, in days" });
        await days.FillAsync("400");
        await days.PressAsync("Tab");
        await Expect(page.GetByText("SG-02: Days 28 → 400")).ToBeVisibleAsync();
        await page.GetByLabel("Why").FillAsync("Agreed with governors.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("SG-02:Days must be between 1 and 390 days");

        await days.FillAsync("21");
        await days.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();

        await Expect(page.GetByText("Edition 1 is published")).ToBeVisibleAsync();
        await Expect(Rule(page, "SG-02")).ToContainTextAsync("21 days");
        await Expect(page.GetByText("“Agreed with governors.”")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_may_not_change_rules_reads_them()
    {
        var page = await Browse(shared.Api, "attendance-lead");

        await page.GotoAsync("/rules");

        await Expect(Rule(page, "ATT-03")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Change rules" })).ToHaveCountAsync(0);
    }

    private static ILocator Rule(IPage page, string id) => page.GetByRole(AriaRole.Article, new() { NameRegex = new Regex($"{id}$") });
}
