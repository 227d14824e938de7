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

        var form = page.GetByRole(AriaRole.Region, new() { Name = "On paper" });
        await form.GetByText("Print, or take away as PDF").ClickAsync();
        await form.GetByLabel("Why").FillAsync("Strategy meeting");
        var download = await page.RunAndWaitForDownloadAsync(() => form.GetByRole(AriaRole.Button, new() { Name = "Make the PDF" }).ClickAsync());

        Assert.Equal("case.pdf", download.SuggestedFilename);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken), 0, 5));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/wall")]
    [InlineData($"/schools/{School.Secondary}/students/printed")]
    [InlineData("/imports/identities")]
    [InlineData("/retention")]
    [InlineData("/settings")]
    public async Task The_browsers_own_print_holds_no_pupil_and_says_how_paper_is_made(string address)
    {
        await shared.Api.Push([School.Pupil(School.Secondary, "printed", "PR"), School.ImmediateConcern(School.Secondary, "printed")]);
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        Assert.DoesNotContain("not printed from the browser", await Words(page), StringComparison.Ordinal);

        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(
            "This page is not printed from the browser: pupils' data may be on it, and paper needs a reason, which is recorded. Open the pupil's case and choose Print, or take away as PDF under On paper.",
            await Words(page));
    }

    [Theory]
    [InlineData("/rules", "Rules")]
    [InlineData("/counts", "Counts")]
    [InlineData("/about", "What is watched, and why")]
    public async Task What_no_pupil_is_on_is_printed_as_it_is(string address, string heading)
    {
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("not printed from the browser")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    /// <summary>What of a page can be read as it stands: on the screen or, where that is emulated, on paper.</summary>
    private static async Task<string> Words(IPage page) => (await page.EvaluateAsync<string>("() => document.body.innerText")).Trim();
}
