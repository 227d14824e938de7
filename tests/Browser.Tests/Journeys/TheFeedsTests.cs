using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
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

        school.Codes.Rename("~~", "O");
        await feed.GetByRole(AriaRole.Button, new() { Name = "Read them once more" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Quarantine of MIS" })).ToHaveCountAsync(0);

        await SeesWhatWentWrong(page, feed, wonde);
        await Screenshots.TakeOf(page, "feeds.png");

        await api.Kill();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("may have changed", new() { Timeout = 60_000 });
        await Expect(feed).ToContainTextAsync("Last complete sweep");
    }

    private static async Task SeesWhatWentWrong(IPage page, ILocator feed, WondeServer wonde)
    {
        wonde.Faults.Next(request => request.Resource is "attendance/session", new Fault.Truncate(), times: 99);
        await feed.GetByRole(AriaRole.Button, new() { Name = "Poll now" }).PressAsync("Enter");
        await Expect(feed).ToContainTextAsync("the page is truncated");
        await Expect(feed).ToContainTextAsync("Not complete");
        await feed.GetByText("History of sweeps").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Sweeps of MIS, by Wonde" })).ToContainTextAsync("Failed. The source's answer is not whole JSON");
        Assert.Equal([], await Axe.InBothSchemes(page));
    }

    private static async Task<(UpstreamSchool School, WondeServer Wonde)> Source()
    {
        var world = new UpstreamWorld(TimeProvider.System);
        var school = world.AddSchool(new SchoolIdentity { School = new SchoolId(School.Secondary), WondeId = "A77", SafeguardingId = "s_77", Urn = 77, Name = "Larkfield", Phase = "SECONDARY" });
        var editor = world.Edit(school);
        editor.Enrol(new StudentRow
        {
            WondeId = "A1",
            Upi = "upi-1",
            MisId = "1",
            SafeguardingId = "st_1",
            Forename = "Ottoline",
            Surname = "Quarrington",
            Born = new DateOnly(2012, 6, 1),
            Upn = "N823432113104",
            Admitted = new DateOnly(2024, 9, 1),
            Year = "9",
            Registration = "9A",
        });
        editor.Mark("upi-1", new(School.LastSchoolDay, Domain.Windows.Session.AM), "~~");
        return (school, await WondeServer.StartAsync(world, "a-token", cancellation: TestContext.Current.CancellationToken));
    }

    // Polled only when somebody says so.
    private static Task<RunningApi> Fed(WondeServer wonde) => RunningApi.Start(
        ("Feeds__0__School", School.Secondary), ("Feeds__0__Feed", "mis"), ("Feeds__0__Source", "wonde"), ("Feeds__0__Address", wonde.BaseAddress.ToString()),
        ("Feeds__0__Token", "a-token"), ("Feeds__0__UpstreamSchool", "A77"), ("Feeds__0__Schedule", "0 0 3 1 1 *"), ("Trusts__larkfield__0", School.Secondary),
        ("Upstream__Retries", "0"));
}
