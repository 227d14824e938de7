using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Students;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>Whose session ended is told so and comes back to where they were.</summary>
public sealed class SessionEndTests
{
    private const string Case = $"/api/schools/{Cards.School}/students/p1";

    [Fact]
    public async Task A_session_that_ended_on_a_case_leads_to_the_door_and_back_to_the_case()
    {
        await using var desk = new Desk();
        desk.Server.On("GET " + Case, HttpStatusCode.Unauthorized);
        desk.Server.On("GET /api/sign-in/provider", HttpStatusCode.NoContent);
        desk.Server.On("GET /api/personas", HttpStatusCode.NotFound);
        var address = desk.Services.GetRequiredService<NavigationManager>();
        address.NavigateTo($"/schools/{Cards.School}/students/p1");

        desk.Render<CaseView>(parameters => parameters.Add(view => view.School, Cards.School).Add(view => view.Student, "p1").Add(view => view.Me, Desk.Lead));
        Assert.Equal($"http://localhost/sign-in?ended=true&back=schools%2F{Cards.School}%2Fstudents%2Fp1", address.Uri);
        var door = desk.Render<SignInPage>();

        Assert.Contains("Your session ended.", door.Markup, StringComparison.Ordinal);
        Assert.Equal($"/api/sign-in?back=%2Fschools%2F{Cards.School}%2Fstudents%2Fp1", door.WaitForElement("a").GetAttribute("href"));
    }

    [Theory]
    [InlineData(true, "/api/sign-in?again=true&back=%2F")]
    [InlineData(false, "/sign-in?back=%2F")]
    public async Task What_is_given_only_shortly_after_signing_in_offers_to_sign_in_again(bool hasProvider, string link)
    {
        await using var desk = new Desk();
        desk.Services.GetRequiredService<Viewer>().Become(Desk.Lead with { HasProvider = hasProvider });

        var refused = desk.Render<RefusalWords>(parameters => parameters.Add(words => words.Says, $"Not made. {RiskMonitorClient.OnlyAfterSigningIn}"));
        var other = desk.Render<RefusalWords>(parameters => parameters.Add(words => words.Says, "Not made. You may not do this."));

        Assert.Equal(link, refused.Find("a").GetAttribute("href"));
        Assert.Empty(other.FindAll("a"));
    }
}
