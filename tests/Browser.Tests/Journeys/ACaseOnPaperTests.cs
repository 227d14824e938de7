using System.Text;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>A lead decides something, prints the case for a meeting, and says why.</summary>
public sealed class ACaseOnPaperTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    private const string Pupil = "taken-away";

    [Fact]
    public async Task A_decision_with_its_reason_stands_in_the_timeline_and_the_case_goes_to_paper_with_a_reason()
    {
        await shared.Api.Push([School.Pupil(School.Secondary, Pupil, "TA"), School.ImmediateConcern(School.Secondary, Pupil)]);
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync($"/schools/{School.Secondary}/students/{Pupil}");

        await page.GetByText("Record a decision").ClickAsync();
        await page.GetByLabel("What was decided").FillAsync("Referred to Early Help");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Why", Exact = true }).First.FillAsync("A disclosure on Tuesday.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Because: A disclosure on Tuesday." })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Decision (1)" }).UncheckAsync();
        await Expect(page.GetByText("Because: A disclosure on Tuesday.")).ToBeHiddenAsync();

        await page.GetByText("Print, or take away as PDF").ClickAsync();
        var form = page.GetByRole(AriaRole.Region, new() { Name = "On paper" });
        await form.GetByLabel("Why").FillAsync("Strategy meeting");
        var download = await page.RunAndWaitForDownloadAsync(() => form.GetByRole(AriaRole.Button, new() { Name = "Make the PDF" }).ClickAsync());

        Assert.Equal("case.pdf", download.SuggestedFilename);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken), 0, 5));
    }

    [Fact]
    public async Task The_browsers_own_print_says_what_it_is_and_leaves_out_what_is_to_be_pressed()
    {
        await shared.Api.Push([School.Pupil(School.Secondary, "printed", "PR"), School.ImmediateConcern(School.Secondary, "printed")]);
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync($"/schools/{School.Secondary}/students/printed");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "PR Year 8" })).ToBeVisibleAsync();
        var line = page.GetByText("CONFIDENTIAL: SAFEGUARDING.");
        await Expect(line).ToBeHiddenAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(line).ToBeVisibleAsync();
        await Expect(line).ToContainTextAsync("Printed from the screen by Amara Okafor");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Hold to show the name" })).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
    }
}
