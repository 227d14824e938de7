using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Layout;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class ScreenTests
{
    private static readonly DateTimeOffset At = Cards.Morning;

    [Fact]
    public void Two_Escapes_blank_the_screen_also_when_shortcuts_are_off()
    {
        var screen = new Screen();
        screen.SetShortcuts(false);

        screen.Press("Escape", At);
        Assert.False(screen.Blanked);
        screen.Press("Escape", At.AddSeconds(0.9));

        Assert.True(screen.Blanked);
    }

    [Fact]
    public void Two_slow_Escapes_do_not()
    {
        var screen = new Screen();

        screen.Press("Escape", At);
        screen.Press("Escape", At.AddSeconds(1.1));

        Assert.False(screen.Blanked);
    }

    [Fact]
    public void The_key_that_brings_the_screen_back_does_nothing_else()
    {
        var screen = new Screen();
        List<string> pressed = [];
        screen.Pressed += pressed.Add;
        screen.Blank("Somebody came in.");

        screen.Press("a", At);

        Assert.False(screen.Blanked);
        Assert.Empty(pressed);
    }

    [Fact]
    public void A_left_screen_blanks_itself_but_a_wall_does_not_and_it_can_be_switched_off()
    {
        var desk = new Screen();
        var wall = new Screen();
        var off = new Screen();
        wall.SetWall(true);
        off.SetBlanksItself(false);

        foreach (var screen in new[] { desk, wall, off })
        {
            screen.Left("Nobody touched this screen for a minute.");
        }

        Assert.Equal((true, false, false), (desk.Blanked, wall.Blanked, off.Blanked));
    }

    [Fact]
    public async Task A_viewer_who_is_signed_out_comes_to_the_door_and_back_again()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/me", HttpStatusCode.Unauthorized);
        var address = desk.Services.GetRequiredService<NavigationManager>();
        address.NavigateTo("/wall?school=larkfield-academy");

        desk.Render<SignedIn>(parameters => parameters.Add(gate => gate.ChildContent, _ => builder => builder.AddContent(0, "the wall")));

        Assert.Equal("http://localhost/sign-in?back=wall%3Fschool%3Dlarkfield-academy", address.Uri);
    }

    [Fact]
    public async Task A_persona_signs_in_and_lands_on_the_wall()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/personas", [new Persona("lead-secondary", "Priya Anand", "Designated safeguarding lead", "Sees every alert.")], ContractsJson.Default.ListPersona);
        desk.Server.On("POST /api/personas/lead-secondary/sign-in", HttpStatusCode.NoContent);
        desk.Server.On("GET /api/me", Desk.Lead, ContractsJson.Default.Me);
        var page = desk.Render<SignInPage>();

        page.WaitForElement("button").Click();

        page.WaitForAssertion(() => Assert.Equal("Priya Anand", desk.Services.GetRequiredService<Viewer>().Me?.Name));
        Assert.Equal("http://localhost/", desk.Services.GetRequiredService<NavigationManager>().Uri);
        Assert.True(desk.Server.Asked.Single(asked => asked.Route.StartsWith("POST", StringComparison.Ordinal)).HasHeader);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for()
    {
        await using var desk = new Desk();
        var gate = desk.Render<SignedIn>(parameters => parameters.Add(signedIn => signedIn.ChildContent, me => builder => builder.AddContent(0, "wall of " + me.Name)));
        Assert.Contains("The server cannot be reached. Trying again (1).", gate.Markup, StringComparison.Ordinal);

        desk.Server.On("GET /api/me", Desk.Lead, ContractsJson.Default.Me);
        desk.Clock.Advance(TimeSpan.FromSeconds(20));

        gate.WaitForAssertion(() => Assert.Contains("wall of Priya Anand", gate.Markup, StringComparison.Ordinal));
    }
}
