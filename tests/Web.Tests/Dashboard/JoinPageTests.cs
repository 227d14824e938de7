using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Colleagues;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>A code that is brought behind # of an address by somebody who has to sign in first.</summary>
public sealed class JoinPageTests
{
    [Fact]
    public async Task The_code_stands_in_no_query_and_is_in_the_field_after_signing_in()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/me", HttpStatusCode.Unauthorized);
        desk.Server.On("GET /api/personas", [new Persona("mentor", "Sam Reed", "Mentor", "Sees one pupil.")], ContractsJson.Default.ListPersona);
        desk.Server.On("POST /api/personas/mentor/sign-in", HttpStatusCode.NoContent);
        var address = Come(desk);
        desk.Render<JoinPage>();
        Assert.Equal("http://localhost/sign-in?back=join", address.Uri);
        var door = desk.Render<SignInPage>();
        desk.Server.On("GET /api/me", Desk.Lead, ContractsJson.Default.Me);

        door.WaitForElement("button").Click();
        door.WaitForAssertion(() => Assert.Equal("http://localhost/join", address.Uri));
        var page = desk.Render<JoinPage>();

        Assert.Equal("g2.code.school", page.WaitForElement("#join-code").GetAttribute("value"));
        Assert.DoesNotContain(desk.Server.Asked, asked => asked.Route.Contains("code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_signs_in_with_a_provider_is_told_to_open_the_link_again()
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/me", HttpStatusCode.Unauthorized);
        desk.Server.On("GET /api/sign-in/provider", HttpStatusCode.NoContent);
        desk.Server.On("GET /api/personas", HttpStatusCode.NotFound);
        Come(desk);
        desk.Render<JoinPage>();

        var door = desk.Render<SignInPage>();

        Assert.Equal("/api/sign-in?back=%2Fjoin", door.WaitForElement("a").GetAttribute("href"));
        Assert.Contains("then open its link again", door.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_leads_to_the_door_without_the_code_either()
    {
        await using var desk = new Desk();
        var address = Come(desk);

        address.ToTheDoor();

        Assert.Equal("http://localhost/sign-in?ended=true&back=join", address.Uri);
    }

    private static NavigationManager Come(Desk desk)
    {
        var address = desk.Services.GetRequiredService<NavigationManager>();
        address.NavigateTo("/join#g2.code.school");
        return address;
    }
}
