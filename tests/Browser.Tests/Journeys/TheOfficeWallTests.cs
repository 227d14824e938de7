using System.Collections.Concurrent;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheOfficeWallTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task The_screen_in_the_office_shows_initials_and_gets_no_pupils_id_and_no_way_into_a_case()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "office-secret-1", "QJ", "Quillon Jasperson"), School.ImmediateConcern(School.Secondary, "office-secret-1"));
        var page = await Browse(shared.Api, "wall-display", new() { ViewportSize = new() { Width = 1920, Height = 1400 } });
        var heard = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => heard.Enqueue(frame.Text ?? "");

        await page.GotoAsync("/wall");

        // The wall turns its pages by itself: the card comes when its page does.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "QJ, Year 8" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open case" })).ToHaveCountAsync(0);
        Assert.DoesNotContain("office-secret-1", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains("QJ", string.Concat(heard), StringComparison.Ordinal);
        Assert.DoesNotContain("office-secret-1", string.Concat(heard), StringComparison.Ordinal);
        Assert.DoesNotContain("Jasperson", string.Concat(heard), StringComparison.Ordinal);

        await page.GotoAsync($"/schools/{School.Secondary}/students/office-secret-1");
        await Expect(page.GetByText("You may not do this")).ToBeVisibleAsync();
        await Expect(page.GetByText("Immediate concern")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_screen_is_admitted_by_the_lead_shows_the_wall_and_is_dark_when_it_is_withdrawn()
    {
        var lead = await Browse(shared.Api, "lead-secondary");
        await lead.GotoAsync("/walls");
        await lead.GetByLabel("Where it hangs").FillAsync("Corridor by the office");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Admit a screen" }).ClickAsync();
        var address = await lead.GetByText("/wall/enter#").TextContentAsync();

        var screen = await Browse(shared.Api);
        await screen.GotoAsync(address!);
        await Expect(screen).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/wall$"));
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();
        await screen.ReloadAsync();
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();

        await lead.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(lead.GetByText("/wall/enter#")).ToHaveCountAsync(0);
        await lead.GetByRole(AriaRole.Button, new() { Name = "Withdraw Corridor by the office" }).ClickAsync();

        await Expect(screen.GetByText("Your access to this school was taken back.")).ToBeVisibleAsync();
        await Expect(screen.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveCountAsync(0);
    }
}
