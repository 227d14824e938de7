using System.Net.Http.Json;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>An administrator looks after a school's source: polls it, reads what went wrong, and has quarantine read once more.</summary>
public sealed class TheFeedsTests(Chromium chromium) : Journey(chromium)
{
    [Fact]
    public async Task An_administrator_gets_a_feed_going_again()
    {
        var (school, wonde) = await Source();
        await using var source = wonde;
        await using var api = await Fed(wonde);
        var page = await Browse(api, "it-administrator", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Feeds" }).PressAsync("Enter");
        await Expect(page.GetByText("has not answered yet")).ToBeVisibleAsync();

        var feed = page.GetByRole(AriaRole.Region, new() { Name = "MIS, by Wonde", Exact = true });
        await feed.GetByRole(AriaRole.Button, new() { Name = "Poll now" }).PressAsync("Enter");
        await Expect(feed).ToContainTextAsync("The last one was complete.");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Quarantine of MIS" })).ToContainTextAsync("no attendance code stands for");
        await Expect(feed).Not.ToContainTextAsync("Quarrington");

        school.School.Codes.Rename("~~", "O");
        await feed.GetByRole(AriaRole.Button, new() { Name = "Read them once more" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Quarantine of MIS" })).ToHaveCountAsync(0);

        await SeesWhatWentWrong(page, feed, wonde);
        await Screenshots.TakeOf(page, "feeds.png");

        await api.Kill();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("may have changed");
        await Expect(feed).ToContainTextAsync("Last complete sweep");
    }

    [Fact]
    public async Task A_roll_from_which_half_would_go_at_once_stands_until_somebody_says_why_it_is_meant()
    {
        var (school, wonde) = await Source(pupils: 30);
        await using var source = wonde;
        await using var api = await Fed(wonde);
        var page = await Browse(api, "it-administrator", new BrowserNewContextOptions { BypassCSP = true });
        await page.GotoAsync("/feeds");
        var feed = page.GetByRole(AriaRole.Region, new() { Name = "MIS, by Wonde", Exact = true });
        var frozen = page.GetByRole(AriaRole.Group, new() { Name = "Change of the" });
        await Polls(feed);

        foreach (var pupil in Enumerable.Range(1, 15))
            school.Editor.Remove($"upi-{pupil}");
        // What was changed just now is read a little later.
        school.Clock.Behind = TimeSpan.FromMinutes(50);
        await Polls(feed);
        await Polls(feed);

        await Expect(frozen).ToContainTextAsync("The roll stands as it was: 15 of 30 pupils would go from it at once. Nobody was taken off.");
        await Expect(frozen.GetByRole(AriaRole.Button)).ToBeDisabledAsync();
        Assert.Equal([], await Axe.InBothSchemes(page));
        await Screenshots.TakeOf(page, "frozen-roll.png");
        await frozen.GetByRole(AriaRole.Textbox).FillAsync("The sixth form has left");
        await frozen.GetByRole(AriaRole.Button, new() { Name = "Take 15 pupils off the roll" }).ClickAsync();

        await Expect(frozen).ToHaveCountAsync(0);
        await Expect(feed).ToContainTextAsync("The last one was complete.");
        using var officer = await api.As("data-protection");
        using var found = await officer.PostAsJsonAsync(new Uri("/api/audit/search", UriKind.Relative), new AuditSearchCommand(null, null, "feeds.accept-change", null, null, null, null), TestContext.Current.CancellationToken);
        Assert.Contains("The sixth form has left", await found.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task Polls(ILocator feed)
    {
        var poll = feed.GetByRole(AriaRole.Button, new() { Name = "Poll now" });
        await poll.ClickAsync();
        await Expect(poll).ToBeDisabledAsync();
        await Expect(poll).ToBeEnabledAsync();
    }

    private static async Task SeesWhatWentWrong(IPage page, ILocator feed, WondeServer wonde)
    {
        var poll = feed.GetByRole(AriaRole.Button, new() { Name = "Poll now" });
        // The sweep before may not be over, and a key pressed on a disabled button is lost.
        await Expect(poll).ToBeEnabledAsync();
        wonde.Faults.Next(request => request.Resource is "attendance/session", new Fault.Truncate(), times: 99);
        await poll.PressAsync("Enter");
        await Expect(feed).ToContainTextAsync("the page is truncated");
        await Expect(feed).ToContainTextAsync("Not complete");
        await feed.GetByText("History of sweeps").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Sweeps of MIS, by Wonde" })).ToContainTextAsync("Failed. The source's answer is not whole JSON");
        Assert.Equal([], await Axe.InBothSchemes(page));
    }

    private static async Task<(SourceSchool School, WondeServer Wonde)> Source(int pupils = 1)
    {
        var clock = new SourceClock();
        var world = new UpstreamWorld(clock);
        var school = world.AddSchool(new SchoolIdentity { School = new SchoolId(School.Secondary), WondeId = "A77", SafeguardingId = "s_77", Urn = 77, Name = "Larkfield", Phase = "SECONDARY" });
        var editor = world.Edit(school);
        for (var pupil = 1; pupil <= pupils; pupil++)
        {
            editor.Enrol(new StudentRow
            {
                WondeId = $"A{pupil}",
                Upi = $"upi-{pupil}",
                MisId = $"{pupil}",
                SafeguardingId = $"st_{pupil}",
                Forename = "Ottoline",
                Surname = "Quarrington",
                Born = new DateOnly(2012, 6, 1),
                Upn = $"N8234321131{pupil:00}",
                Admitted = new DateOnly(2024, 9, 1),
                Year = "9",
                Registration = "9A",
            });
        }

        editor.Mark("upi-1", new(School.LastSchoolDay, Domain.Windows.Session.AM), "~~");
        return (new SourceSchool(school, editor, clock), await WondeServer.StartAsync(world, "a-token", cancellation: TestContext.Current.CancellationToken));
    }

    private sealed record SourceSchool(UpstreamSchool School, SchoolEditor Editor, SourceClock Clock);

    // Behind ours, so that a test can turn it on.
    private sealed class SourceClock : TimeProvider
    {
        public TimeSpan Behind { get; set; } = TimeSpan.FromHours(1);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - Behind;
    }

    // Polled only when somebody says so.
    private static Task<RunningApi> Fed(WondeServer wonde) => RunningApi.Start(
        ("Feeds__0__School", School.Secondary), ("Feeds__0__Feed", "mis"), ("Feeds__0__Source", "wonde"), ("Feeds__0__Address", wonde.BaseAddress.ToString()),
        ("Feeds__0__Token", "a-token"), ("Feeds__0__UpstreamSchool", "A77"), ("Feeds__0__Schedule", "0 0 31 2 *"), ("Trusts__larkfield__0", School.Secondary),
        ("Upstream__Retries", "0"));
}
