using System.Text;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class ImportingTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task A_lead_looks_at_a_survey_file_with_one_bad_row_and_imports_the_others()
    {
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await new Wall(page).Open();
        await page.GetByRole(AriaRole.Link, new() { Name = "Import" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Import a file" })).ToBeVisibleAsync();
        Assert.Equal([], await Axe.InBothSchemes(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Choose a file first." })).ToBeVisibleAsync();
        await page.GetByLabel("CSV file").SetInputFilesAsync(Surveys("2026"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview: nothing has changed yet" })).ToBeFocusedAsync();
        var refused = page.GetByRole(AriaRole.Region, new() { Name = "Refused rows" }).GetByRole(AriaRole.Row).Nth(1);
        await Expect(refused).ToContainTextAsync("3");
        await Expect(refused).ToContainTextAsync("answered");
        await Expect(refused).ToContainTextAsync("is not between 0 and 240");
        Assert.Equal([], await Axe.InBothSchemes(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 rows" }).PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Imported" })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 refused");
        Assert.Equal([], await Axe.InBothSchemes(page));
    }

    [Fact]
    public async Task The_same_file_again_has_nothing_to_import()
    {
        var page = await Browse(shared.Api, "lead-primary");
        await page.GotoAsync("/imports");
        await page.GetByLabel("CSV file").SetInputFilesAsync(Surveys("2024"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 rows" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 rows new");

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();

        await Expect(page.GetByText("There is nothing to import: every good row is here already.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_attendance_lead_is_offered_no_import()
    {
        var page = await Browse(shared.Api, "attendance-lead");
        await new Wall(page).Open();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "What is watched" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Import" })).ToHaveCountAsync(0);
        await page.GotoAsync("/imports");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here that you may see" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_example_file_is_there_to_take_away()
    {
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync("/imports");
        await page.GetByLabel("Calendar").CheckAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "An example file" }).ClickAsync());

        Assert.Equal("calendar.csv", download.SuggestedFilename);
    }

    /// <summary>Two good rows about terms of that year, and between them one with more answers than people asked.</summary>
    private static FilePayload Surveys(string year) => new()
    {
        Name = "surveys.csv",
        MimeType = "text/csv",
        Buffer = Encoding.UTF8.GetBytes($"Term,Audience,Invited,Answered,Experienced,Told an adult\r\nAutumn {year},pupil,240,198,31,12\r\nAutumn {year},parent,240,241,3,1\r\nSpring {year},pupil,230,180,22,9\r\n"),
    };
}
