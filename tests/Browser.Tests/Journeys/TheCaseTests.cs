using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheCaseTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    private const string Address = $"/schools/{School.Secondary}/students/case-1";

    [Fact]
    public async Task The_case_shows_the_year_session_by_session_and_a_name_for_thirty_seconds_only_with_a_reason()
    {
        await shared.Api.Push([School.Pupil(School.Secondary, "case-1", "QK", "Quentin Kestrel"), .. School.TenUnauthorisedSessions(School.Secondary, "case-1")]);
        var page = await Browse(shared.Api, "lead-secondary");
        await page.Clock.InstallAsync();
        await page.GotoAsync(Address);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "QK Year 8" })).ToBeVisibleAsync();
        await ShowsTheYear(page, School.SessionsOfThisYear(5));
        Assert.DoesNotContain("Kestrel", await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Why" }).SelectOptionAsync("Speaking with the pupil or family");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold to show the name" }).HoverAsync();
        await page.Mouse.DownAsync();
        await Expect(page.GetByText("Quentin Kestrel")).ToBeVisibleAsync();
        await page.Mouse.UpAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Hide the name" })).ToBeFocusedAsync();

        await page.Clock.FastForwardAsync(31_000);
        await Expect(page.GetByText("Quentin Kestrel")).ToHaveCountAsync(0);
    }

    private static async Task ShowsTheYear(IPage page, int sessions)
    {
        if (sessions == 0)
        {
            // In the first days of August nothing is of the year that has begun.
            await Expect(page.GetByText("No marks have been received for this pupil.")).ToBeVisibleAsync();
            return;
        }

        await Expect(page.GetByRole(AriaRole.Img, new() { Name = $"Sessions of the year. 0 of {sessions} possible sessions attended" })).ToBeVisibleAsync();
        await page.GetByText($"Every session not attended, as a list ({sessions})").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Unauthorised absence", Exact = true })).ToHaveCountAsync(sessions);
    }

    [Fact]
    public async Task A_name_asked_for_without_a_reason_is_refused()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "case-2", "QL", "Quincy Lark"));
        var page = await Browse(shared.Api, "lead-secondary");

        var answer = await page.APIRequest.PostAsync($"/api/schools/{School.Secondary}/students/case-2/reveal", new()
        {
            Headers = new Dictionary<string, string> { ["X-RiskMonitor"] = "1" },
            DataObject = new { reason = " " },
        });

        Assert.Equal(400, answer.Status);
        Assert.DoesNotContain("Lark", await answer.TextAsync(), StringComparison.Ordinal);
    }
}
