using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Board;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A wall that somebody hung up with their own session and went away from: it keeps no session open, and who comes by does not have theirs.</summary>
public sealed class WallOfAPersonTests
{
    private const string SignOut = "POST /api/sign-out";

    [Fact]
    public async Task It_asks_nothing_and_after_an_hour_the_session_is_ended_and_no_card_is_left()
    {
        await using var desk = new Desk();
        desk.Server.On(SignOut, HttpStatusCode.NoContent);
        var wall = Hung(desk, Desk.Lead, wasDesk: true);

        desk.Clock.Advance(TimeSpan.FromMinutes(30));
        wall.WaitForAssertion(() => Assert.Contains("40 min", wall.Find("article").TextContent, StringComparison.Ordinal));
        Assert.Empty(desk.Server.Asked);
        desk.Clock.Advance(TimeSpan.FromMinutes(40));

        wall.WaitForAssertion(() => Assert.Equal("http://localhost/sign-in?ended=true&back=wall", AddressOf(desk)));
        wall.WaitForAssertion(() => Assert.Empty(wall.FindAll("article")));
        Assert.Equal([SignOut], desk.Server.Asked.Select(asked => asked.Route));
    }

    [Theory]
    // A moment after it was hung up; later; after the page was loaded anew, which tells nobody how long it hung; and a screen's own wall.
    [InlineData(true, true, 10, false)]
    [InlineData(true, true, 61, true)]
    [InlineData(true, false, 0, true)]
    [InlineData(false, true, 61, false)]
    public async Task Whoever_leaves_it_after_a_minute_signs_in_first(bool isPersons, bool wasDesk, int seconds, bool mustSignIn)
    {
        await using var desk = new Desk();
        string[] asked = mustSignIn ? [SignOut] : [];
        desk.Server.On(SignOut, HttpStatusCode.NoContent);
        var wall = Hung(desk, isPersons ? Desk.Lead : Desk.Wall, wasDesk);
        desk.Clock.Advance(TimeSpan.FromSeconds(seconds));

        desk.Screen.Press("Escape", desk.Clock.GetUtcNow());

        wall.WaitForAssertion(() => Assert.Equal(mustSignIn ? "http://localhost/sign-in?ended=true&back=" : "http://localhost/", AddressOf(desk)));
        Assert.Equal(mustSignIn, desk.Services.GetRequiredService<Viewer>().Me is null);
        Assert.Equal(asked, desk.Server.Asked.Select(question => question.Route));
    }

    [Fact]
    public async Task There_is_no_way_out_while_the_session_cannot_be_ended()
    {
        await using var desk = new Desk();
        var wall = Hung(desk, Desk.Lead, wasDesk: true);
        desk.Clock.Advance(TimeSpan.FromSeconds(61));

        desk.Screen.Press("Escape", desk.Clock.GetUtcNow());

        wall.WaitForAssertion(() => Assert.Equal([SignOut], desk.Server.Asked.Select(asked => asked.Route)));
        Assert.Single(wall.FindAll("article"));
        Assert.NotNull(desk.Services.GetRequiredService<Viewer>().Me);
    }

    [Fact]
    public async Task The_door_behind_it_asks_the_provider_who_it_is_and_not_only_whether_somebody_is_known()
    {
        await using var desk = new Desk();
        desk.Server.On(SignOut, HttpStatusCode.NoContent);
        desk.Server.On("GET /api/sign-in/provider", HttpStatusCode.NoContent);
        desk.Server.On("GET /api/personas", HttpStatusCode.NotFound);
        var wall = Hung(desk, Desk.Lead, wasDesk: true);
        desk.Clock.Advance(TimeSpan.FromSeconds(61));
        desk.Screen.Press("Escape", desk.Clock.GetUtcNow());
        wall.WaitForAssertion(() => Assert.Empty(wall.FindAll("article")));

        var door = desk.Render<SignInPage>();

        Assert.Equal("/api/sign-in?again=true&back=%2F", door.WaitForElement("a").GetAttribute("href"));
    }

    private static IRenderedComponent<SignedIn> Hung(Desk desk, Me me, bool wasDesk)
    {
        desk.Shows(Cards.Of("ATT-04", "p1"));
        desk.Services.GetRequiredService<Viewer>().Become(me);
        desk.Services.GetRequiredService<NavigationManager>().NavigateTo("/wall");
        if (wasDesk)
        {
            desk.Screen.SetWall(false);
        }

        desk.Screen.SetWall(true);
        RenderFragment<Me> wall = shown => builder =>
        {
            builder.OpenComponent<WallMode>(0);
            builder.AddComponentParameter(1, nameof(WallMode.Me), shown);
            builder.AddComponentParameter(2, nameof(WallMode.Filter), BoardFilter.None);
            builder.CloseComponent();
        };
        return desk.Render<SignedIn>(parameters => parameters.Add(gate => gate.ChildContent, wall));
    }

    private static string AddressOf(Desk desk) => desk.Services.GetRequiredService<NavigationManager>().Uri;
}
