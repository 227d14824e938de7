using Bunit;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Layout;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>What is around every page.</summary>
public sealed class LayoutTests
{
    [Fact]
    public async Task A_screen_that_goes_blank_takes_the_focus_and_gives_it_back()
    {
        await using var desk = new Desk();
        var module = desk.JSInterop.SetupModule("./js/device.js");
        module.Mode = JSRuntimeMode.Loose;
        await desk.Services.GetRequiredService<Device>().Listen();
        var layout = desk.Render<MainLayout>();

        desk.Screen.Blank("Nobody touched this screen for a minute.");
        layout.WaitForAssertion(() => Assert.Equal([BlankScreen.ButtonId], module.Invocations["focus"].Select(call => (string)call.Arguments[0]!)));
        Assert.Equal(BlankScreen.ButtonId, layout.Find("[role=dialog] button").Id);
        Assert.Single(module.Invocations["rememberFocus"]);
        Assert.Empty(module.Invocations["focusBack"]);
        desk.Screen.Show();

        layout.WaitForAssertion(() => Assert.Single(module.Invocations["focusBack"]));
        Assert.Single(module.Invocations["rememberFocus"]);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Who_touches_a_wall_in_passing_keeps_no_session_open(bool isWall, int questions)
    {
        await using var desk = new Desk();
        desk.Server.On("GET /api/me", Desk.Lead, ContractsJson.Default.Me);
        desk.Services.GetRequiredService<Viewer>().Become(Desk.Lead);
        desk.Screen.SetWall(isWall);
        var layout = desk.Render<MainLayout>();

        desk.Services.GetRequiredService<Device>().BeUsed();

        layout.WaitForAssertion(() => Assert.Equal(questions, desk.Server.Asked.Count(asked => asked.Route == "GET /api/me")));
    }
}
