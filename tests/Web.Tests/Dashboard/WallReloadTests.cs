using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Board;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A wall that hangs for weeks runs the program of today.</summary>
public sealed class WallReloadTests
{
    [Theory]
    // Loaded on a Tuesday morning: each night once, between three and five in London, and never by day.
    [InlineData("2026-11-24T09:41:00Z", "2026-11-24T23:59:00Z", false)]
    [InlineData("2026-11-24T09:41:00Z", "2026-11-25T02:59:00Z", false)]
    [InlineData("2026-11-24T09:41:00Z", "2026-11-25T03:00:00Z", true)]
    [InlineData("2026-11-24T09:41:00Z", "2026-11-25T05:00:00Z", false)]
    [InlineData("2026-11-25T03:00:00Z", "2026-11-25T03:05:00Z", false)]
    [InlineData("2026-07-01T09:00:00Z", "2026-07-02T02:00:00Z", true)]
    public void Once_a_night(string loaded, string now, bool due) =>
        Assert.Equal(due, WallReload.IsDue(At(loaded), At(now), "one", "one"));

    [Theory]
    [InlineData("one", "two", true)]
    [InlineData("one", "one", false)]
    [InlineData("one", null, false)]
    [InlineData(null, "two", false)]
    public void Another_version_is_fetched_at_any_time(string? loaded, string? served, bool due) =>
        Assert.Equal(due, WallReload.IsDue(Cards.Morning, Cards.Morning.AddMinutes(5), loaded, served));

    [Fact]
    public async Task A_wall_asks_every_five_minutes_stays_in_an_outage_and_fetches_another_version()
    {
        await using var desk = new Desk();
        desk.Shows(Cards.Of("ATT-04", "p1"));
        var address = (BunitNavigationManager)desk.Services.GetRequiredService<NavigationManager>();
        var wall = desk.Render<WallMode>(parameters => parameters.Add(mode => mode.Me, Desk.Wall with { Version = "one" }).Add(mode => mode.Filter, BoardFilter.None));

        // Nobody answers.
        desk.Clock.Advance(WallReload.AskEvery);
        wall.WaitForAssertion(() => Assert.Single(desk.Server.Asked, asked => asked.Route == "GET /api/me"));
        Assert.Empty(address.History);
        desk.Server.On("GET /api/me", Desk.Wall with { Version = "two" }, ContractsJson.Default.Me);
        desk.Clock.Advance(WallReload.AskEvery);

        wall.WaitForAssertion(() => Assert.True(Assert.Single(address.History).Options.ForceLoad));
    }

    [Fact]
    public async Task A_wall_whose_sound_is_on_stays_because_it_would_come_back_silent()
    {
        await using var desk = new Desk();
        desk.Shows();
        desk.Sound.Switch(true);
        desk.Server.On("GET /api/me", Desk.Wall with { Version = "two" }, ContractsJson.Default.Me);
        var address = (BunitNavigationManager)desk.Services.GetRequiredService<NavigationManager>();
        var wall = desk.Render<WallMode>(parameters => parameters.Add(mode => mode.Me, Desk.Wall with { Version = "one" }).Add(mode => mode.Filter, BoardFilter.None));

        desk.Clock.Advance(WallReload.AskEvery);

        wall.WaitForAssertion(() => Assert.Single(desk.Server.Asked, asked => asked.Route == "GET /api/me"));
        Assert.Empty(address.History);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
