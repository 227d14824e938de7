using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheRulesTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task Axe_finds_nothing_serious_on_the_rules_whether_read_or_changed_in_the_light_or_in_the_dark()
    {
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/rules");
        await Expect(Rule(page, "SG-02")).ToBeVisibleAsync();

        Assert.Equal([], await FoundInBoth(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Change rules" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this changes" })).ToBeVisibleAsync();
        Assert.Equal([], await FoundInBoth(page));
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
    public async Task A_lead_tries_a_number_on_history_sees_what_it_would_have_added_and_publishes_it()
    {
        await shared.Api.Push([School.Pupil(School.Secondary, "tried", "TD"), .. School.TenUnauthorisedSessions(School.Secondary, "tried").Take(6)]);
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/rules");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change rules" }).ClickAsync();
        var number = page.GetByRole(AriaRole.Textbox, new() { Name = "ATT-04w Sessions, in sessions" });
        await number.FillAsync("6");
        await number.PressAsync("Tab");
        await Expect(page.GetByText("Not tried yet.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "By week, school and rule" })).ToContainTextAsync("+1");
        await Expect(page.GetByText("1 alert would be added and none would go")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open case of TD Year 8" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Not tried yet.")).ToHaveCountAsync(0);
        Assert.Equal([], await FoundInBoth(page, "rules-try"));

        await page.GetByLabel("Why").FillAsync("Help earlier.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.GetByText("Edition 1 is published")).ToBeVisibleAsync();
        await Expect(Rule(page, "ATT-04w")).ToContainTextAsync("6 to 9 unauthorised sessions");
    }

    [Fact]
    public async Task Who_may_not_change_rules_reads_them()
    {
        var page = await Browse(shared.Api, "attendance-lead");

        await page.GotoAsync("/rules");

        await Expect(Rule(page, "ATT-03")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Change rules" })).ToHaveCountAsync(0);
    }

    /// <param name="picture">What a picture of it is called, when it is to be taken.</param>
    private static async Task<List<string>> FoundInBoth(IPage page, string? picture = null)
    {
        var found = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            if (picture is not null) await Screenshots.TakeOf(page, $"{picture}-{scheme}.png".ToLowerInvariant());
            var axe = await page.RunAxe();
            Assert.NotEmpty(axe.Passes);
            found.AddRange(axe.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{scheme} {violation.Id}: {violation.Help}"));
        }

        return found;
    }

    private static ILocator Rule(IPage page, string id) => page.GetByRole(AriaRole.Article, new() { NameRegex = new Regex($"{id}$") });
}
