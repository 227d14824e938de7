using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheSettingsTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    // The administrator is a trust's: without its schools they run nothing.
    private static Task<RunningApi> WithTrust() => RunningApi.Start(("Trusts__larkfield__0", School.Secondary));

    [Fact]
    public async Task Axe_finds_nothing_serious_on_settings_and_outbox_in_the_light_or_in_the_dark()
    {
        await using var api = await WithTrust();
        var lead = await Browse(api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        var administrator = await Browse(api, "it-administrator", new BrowserNewContextOptions { BypassCSP = true });

        await lead.GotoAsync("/settings");
        await Expect(lead.GetByRole(AriaRole.Heading, new() { Name = "On duty at Larkfield High School" })).ToBeVisibleAsync();
        await administrator.GotoAsync("/outbox");
        await Expect(administrator.GetByText("Mail:Host is not set")).ToBeVisibleAsync();

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            Assert.Equal([], await Found(lead, "settings", scheme));
            Assert.Equal([], await Found(administrator, "outbox", scheme));
        }
    }

    // As it is, and 1,280 pixels at 400 %.
    private static async Task<List<string>> Found(IPage page, string name, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(1280, 720);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await Screenshots.TakeOf(page, $"{name}-{scheme.ToString().ToLowerInvariant()}.png");
        var found = new List<string>();
        foreach (var (width, height) in new[] { (1280, 720), (320, 256) })
        {
            await page.SetViewportSizeAsync(width, height);
            var result = await page.RunAxe();
            Assert.NotEmpty(result.Passes);
            found.AddRange(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{scheme} {width}: {violation.Id}: {violation.Help}"));
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth") is > 0 and var over)
                found.Add($"{width}: runs {over} pixels beyond the screen");
        }

        return found;
    }

    [Fact]
    public async Task A_lead_chooses_when_to_hear_and_in_which_colours_and_says_who_deputises()
    {
        var page = await Browse(shared.Api, "lead-primary");
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();

        await page.GetByRole(AriaRole.Textbox, new() { Name = "E-mail address for digests" }).FillAsync("joan@brookside.example");
        await page.GetByLabel("Daily at").FillAsync("16:45");
        await page.GetByLabel("Colours").SelectOptionAsync("dark");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save your settings" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Deputy, Monday" }).SelectOptionAsync("lead-primary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the rota" }).ClickAsync();
        await Expect(page.GetByText("The rota is saved.")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await Expect(page.GetByLabel("Daily at")).ToHaveValueAsync("16:45");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Deputy, Monday" })).ToHaveValueAsync("lead-primary");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task An_administrator_reads_in_the_outbox_that_nothing_is_sent_and_a_lead_has_no_way_there()
    {
        await using var api = await WithTrust();
        var administrator = await Browse(api, "it-administrator");
        await administrator.GotoAsync("/");
        await administrator.GetByRole(AriaRole.Link, new() { Name = "Outbox" }).ClickAsync();
        await Expect(administrator.GetByRole(AriaRole.Heading, new() { Name = "Outbox" })).ToBeVisibleAsync();
        await Expect(administrator.GetByText("no mail is sent")).ToBeVisibleAsync();
        await Expect(administrator.GetByText("There is nothing here.")).ToBeVisibleAsync();

        var lead = await Browse(api, "lead-secondary");
        await lead.GotoAsync("/outbox");
        await Expect(lead.GetByRole(AriaRole.Heading, new() { Name = "The outbox is for whoever runs the service" })).ToBeVisibleAsync();
    }
}
