using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>A lead puts a hold on a leaver, lifts it, disposes of what was shown, and takes a pupil's file away.</summary>
public sealed partial class TheRetentionTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    private const string Leaver = "left-long-ago";
    private const string Stays = "asks-what-is-held";

    [Fact]
    public async Task A_hold_stops_disposal_and_when_it_is_lifted_what_was_shown_is_disposed_of_and_certified()
    {
        await shared.Api.Push([Left().Replace(School.Pupil(School.Secondary, Leaver, "LL"), "\"joined\":\"2020-09-01\",\"left\":\"2024-07-20\""), School.Pupil(School.Secondary, Stays, "AH")]);
        var page = await Browse(shared.Api, "lead-secondary");
        await page.GotoAsync("/retention");
        await page.GetByLabel("Pupil's id, empty for the whole school").FillAsync(Leaver);
        await page.GetByLabel("Why a hold is put on or lifted").FillAsync("A claim was announced.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put a hold on" }).ClickAsync();
        await Expect(page.GetByText("A claim was announced.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what is past its period" }).ClickAsync();
        await Expect(page.GetByText("Held: 1 pupil.")).ToBeVisibleAsync();

        await page.GetByLabel("Why a hold is put on or lifted").FillAsync("Settled.");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Lift the hold on {Leaver}" }).ClickAsync();
        await Expect(page.GetByText("Nothing is held.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what is past its period" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = Leaver })).ToBeVisibleAsync();
        await page.GetByLabel("Why now (no names)").FillAsync("Yearly disposal.");
        await page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dispose of it" }).ClickAsync();
        await Expect(page.GetByText("It is disposed of. Certificate")).ToBeVisibleAsync();
        await Expect(page.GetByText("Because: Yearly disposal.")).ToBeVisibleAsync();

        await page.GetByLabel("Pupil's id", new() { Exact = true }).FillAsync(Stays);
        await page.GetByLabel("Who asked, and when").FillAsync("A letter of today.");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "As PDF" }).ClickAsync());
        Assert.Equal("subject-access.pdf", download.SuggestedFilename);
    }

    [GeneratedRegex("\"joined\":\"[^\"]+\",\"left\":null")]
    private static partial Regex Left();
}
