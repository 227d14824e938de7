using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class ImportingConcernsTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task A_lead_imports_an_export_and_the_alert_is_on_the_wall()
    {
        const string Initials = "CA", Pupil = "concerns-1";
        await shared.Api.Push(School.Pupil(School.Secondary, Pupil, Initials), School.Pupil(School.Secondary, "concerns-0", "CZ"));
        await ImportFirst();
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/imports");
        await page.GetByRole(AriaRole.Link, new() { Name = "Concerns" }).PressAsync("Enter");
        await Expect(page.GetByText("CPOMS: CSV import today.")).ToBeVisibleAsync();

        await page.GetByLabel("CSV file").SetInputFilesAsync(Export(Pupil));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Preview: nothing has changed yet" })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Refused rows" })).ToContainTextAsync("is not a date of the calendar");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "How rows were read" })).ToContainTextAsync($"{Initials} Y8");
        Assert.Equal([], await Axe.InBothSchemes(page));
        await Screenshots.TakeOf(page, "import-concerns-preview.png");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 rows" }).PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("1 concern new");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "How imported concerns stand" })).ToContainTextAsync("wait");
        Assert.Equal([], await Axe.InBothSchemes(page));
        await new Wall(page).Open();
        await Expect(new Wall(page).Card(Initials)).ToContainTextAsync("immediate concern without an action yet");
        await Screenshots.TakeOf(page, "import-concerns-wall.png");
    }

    // What the first file of a school tells was so before we came, and is listed as such: news is what a later one brings.
    private async Task ImportFirst()
    {
        using var http = await shared.Api.As("lead-secondary");
        using var file = new ByteArrayContent(Export("concerns-0").Buffer);
        using var imported = await http.PostAsync(new Uri($"/api/schools/{School.Secondary}/imports/concerns", UriKind.Relative), file, TestContext.Current.CancellationToken);
        imported.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_lead_says_whose_concern_a_waiting_row_is_and_takes_it_back()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "concerns-4", "CD", "Petronel Ashgrove"));
        using var http = await shared.Api.As("lead-secondary");
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes("id,name,dob,date,category\nW-4,Petronel Ashgrove,,02/11/2026,Neglect"));
        using var imported = await http.PostAsync(new Uri($"/api/schools/{School.Secondary}/imports/concerns", UriKind.Relative), file, TestContext.Current.CancellationToken);
        imported.EnsureSuccessStatusCode();
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/imports/concerns");
        var row = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "W-4" });

        await row.GetByLabel("Why you look").FillAsync("to place it");
        await row.GetByLabel("Why you look").PressAsync("Enter");
        await Expect(row).ToContainTextAsync("petronel ashgrove");
        await row.GetByLabel("CD Y8 8A").CheckAsync();
        Assert.Equal([], await Axe.InBothSchemes(page));
        await Screenshots.TakeOf(page, "import-waiting-row.png");
        await row.GetByRole(AriaRole.Button, new() { Name = "It is this pupil's" }).PressAsync("Enter");

        var placed = page.GetByRole(AriaRole.Region, new() { Name = "Rows placed by hand" });
        await Expect(placed).ToContainTextAsync("CD Y8 (concerns-4)");
        Assert.Equal([], await Axe.InBothSchemes(page));
        await placed.GetByRole(AriaRole.Button, new() { Name = "Take back W-4" }).PressAsync("Enter");
        await Expect(row).ToContainTextAsync("nobody on the roll");
    }

    [Fact]
    public async Task A_lead_signs_off_what_a_category_means()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "concerns-3", "CC"));
        using var http = await shared.Api.As("lead-secondary");
        using var file = new ByteArrayContent(Export("concerns-3", "Blue folder").Buffer);
        using var imported = await http.PostAsync(new Uri($"/api/schools/{School.Secondary}/imports/concerns", UriKind.Relative), file, TestContext.Current.CancellationToken);
        imported.EnsureSuccessStatusCode();
        var page = await Browse(shared.Api, "lead-secondary", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/imports/categories");
        var line = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Blue folder" });
        await Expect(line).ToContainTextAsync("not yet: meaning unknown");
        Assert.Equal([], await Axe.InBothSchemes(page));

        await page.GetByLabel("Blue folder counts as").SelectOptionAsync("self-harm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign off Blue folder" }).PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Blue folder counts as self-harm");
        await Expect(line).ToContainTextAsync("lead secondary");
        Assert.Equal([], await Axe.InBothSchemes(page));
        await Screenshots.TakeOf(page, "import-categories.png");
    }

    /// <summary>A row that counts, one that cannot be, and one about a pupil nobody knows.</summary>
    private static FilePayload Export(string pupil, string category = "Physical disclosure")
    {
        var today = TimeProvider.System.GetUtcNow().ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        return new()
        {
            Name = "export.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(
                $"Incident ID;MIS ID;Incident Date;Category;Incident Summary\r\nINC-{pupil};{pupil};{today} 00:10;{category};\"not kept;\r\nnot shown\"\r\nBAD-{pupil};{pupil};31/02/2026;Neglect;\r\nWHO-{pupil};nobody-9;{today};Neglect;\r\n"),
        };
    }
}
