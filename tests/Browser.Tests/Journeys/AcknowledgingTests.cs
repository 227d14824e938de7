using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class AcknowledgingTests(Chromium chromium, SharedApi shared) : Journey(chromium)
{
    [Fact]
    public async Task An_acknowledgement_with_a_note_in_one_browser_is_seen_in_another()
    {
        await shared.Api.Push(School.Pupil(School.Secondary, "acknowledged-1", "QC"), School.ImmediateConcern(School.Secondary, "acknowledged-1"));
        var (one, other) = (await Browse(shared.Api, "lead-secondary"), await Browse(shared.Api, "lead-secondary"));
        var (mine, theirs) = (new Wall(one), new Wall(other));
        await mine.Open();
        await theirs.Open();
        await Expect(theirs.Card("QC")).ToBeVisibleAsync();

        await mine.Card("QC").GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await mine.Card("QC").GetByLabel("Note").FillAsync("Speaking to the form tutor at break");
        await mine.Card("QC").GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();

        await Expect(theirs.Card("QC")).ToContainTextAsync("Acknowledged by Amara Okafor");
        await theirs.Card("QC").GetByRole(AriaRole.Link, new() { Name = "Open case" }).ClickAsync();
        await other.GetByText("History (2 steps)").ClickAsync();
        // In the history, and again among the decisions.
        await Expect(other.GetByText("Speaking to the form tutor at break")).ToHaveCountAsync(2);
    }
}
