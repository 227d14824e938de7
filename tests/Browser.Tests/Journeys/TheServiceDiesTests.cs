using System.Net.Http.Json;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.Contracts;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

public sealed class TheServiceDiesTests(Chromium chromium) : Journey(chromium)
{
    // The last attempt may have been a moment before the service came back, and the next is up to 15 s later.
    private const float UntilNextAttempt = 60_000;

    [Fact]
    public async Task A_wall_whose_service_was_killed_says_so_keeps_its_cards_and_comes_back_by_itself()
    {
        await using var api = await RunningApi.Start();
        await api.Push(School.Pupil(School.Secondary, "dies-1", "QD"), School.Pupil(School.Secondary, "dies-2", "QE"), School.Pupil(School.Secondary, "dies-3", "QF"));
        await api.Push(School.ImmediateConcern(School.Secondary, "dies-1"));
        var page = await Browse(api, "lead-secondary");
        var wall = new Wall(page);
        await wall.Open();
        await Expect(wall.Card("QD")).ToBeVisibleAsync();

        await api.Kill();

        await Expect(page.GetByText("Not live since")).ToBeVisibleAsync();
        await Expect(page.GetByText("Shown as it stood at")).ToBeVisibleAsync();
        await Expect(wall.Card("QD")).ToBeVisibleAsync();
        await Expect(page.GetByText("No unacknowledged alerts")).ToHaveCountAsync(0);

        await page.Context.SetOfflineAsync(true);
        await api.ComeBack();
        await api.Push(School.ImmediateConcern(School.Secondary, "dies-2"), School.ImmediateConcern(School.Secondary, "dies-3"));
        await OnTheBoard(api, 3);
        await page.Context.SetOfflineAsync(false);

        await Expect(page.GetByText("2 changes while away")).ToBeVisibleAsync(new() { Timeout = UntilNextAttempt });
        await Expect(wall.Live).ToBeVisibleAsync();
        await Expect(wall.Card("QD")).ToBeVisibleAsync();
        await Expect(wall.Card("QE")).ToContainTextAsync("Changed while away");
        await Expect(wall.Card("QF")).ToContainTextAsync("Changed while away");
    }

    // What comes after the screen is back is no change while it was away.
    private static async Task OnTheBoard(RunningApi api, int alerts)
    {
        using var lead = await api.As("lead-secondary");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await lead.GetFromJsonAsync($"/api/schools/{School.Secondary}/board", ContractsJson.Default.BoardSnapshot, patience.Token))!.Alerts.Count < alerts)
            await Task.Delay(100, patience.Token);
    }
}
