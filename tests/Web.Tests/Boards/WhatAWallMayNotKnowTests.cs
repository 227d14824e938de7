using System.Net;
using RiskMonitor.Contracts;
using RiskMonitor.Web.Tests.Hubs;

namespace RiskMonitor.Web.Tests.Boards;

/// <summary>A screen on a wall says what is to be done. What people wrote, who ended what and how often is for those who open cases.</summary>
public sealed class WhatAWallMayNotKnowTests(RiskMonitorApi api)
{
    [Fact]
    public async Task What_a_person_wrote_when_they_closed_an_alert_and_who_it_was_does_not_reach_a_wall()
    {
        const string school = "wall-closed";
        await Fill(school);
        using var lead = await api.As("SafeguardingLead", school);
        using var wall = await api.As("WallDisplay", school);
        await using var office = await Screen.Open(wall);
        await using var desk = await Screen.Open(lead);
        await office.Subscribe(school);
        await desk.Subscribe(school);

        await lead.Read<AlertReply>($"/api/schools/{school}/alerts/close", new AlertCommandBody("ATT-04/p1/-/1", "The family has moved.", "wall-close", Outcome: "acted"));
        var onTheWall = await office.Card(card => card is { Rule: "ATT-04", State: "resolved" }, "the wall hears that it is over");
        var atTheDesk = await desk.Card(card => card is { Rule: "ATT-04", State: "resolved" }, "the desk hears it too");

        Assert.Null(onTheWall.Because);
        Assert.Null(onTheWall.Outcome);
        Assert.Null(onTheWall.ClosedBy);
        Assert.Equal(("The family has moved.", "acted", "SafeguardingLead"), (atTheDesk.Because, atTheDesk.Outcome, atTheDesk.ClosedBy));
    }

    [Fact]
    public async Task What_the_data_ended_says_why_on_a_wall_too()
    {
        const string school = "wall-corrected";
        await Fill(school);
        using var wall = await api.As("WallDisplay", school);
        await using var office = await Screen.Open(wall);
        await office.Subscribe(school);

        await Push(school, Lines.Mark(school, "p1", Lines.TenDays[3], "AM", "I"));
        var card = await office.Card(each => each is { Rule: "ATT-04", State: "retracted" }, "the wall hears that it is taken back");

        Assert.Equal("Mark corrected: 5 Nov AM: O is now I.", card.Because);
    }

    [Theory]
    [InlineData("alerts?state=all", HttpStatusCode.Forbidden)]
    [InlineData("rules/outcomes", HttpStatusCode.Forbidden)]
    [InlineData("rules/editions", HttpStatusCode.Forbidden)]
    [InlineData("alerts", HttpStatusCode.OK)]
    [InlineData("board", HttpStatusCode.OK)]
    public async Task A_wall_gets_what_is_open_and_no_history(string path, HttpStatusCode status)
    {
        using var wall = await api.As("WallDisplay", "wall-history");

        using var answer = await wall.Get($"/api/schools/wall-history/{path}");

        Assert.Equal(status, answer.StatusCode);
    }

    private Task Fill(string school) => Push(school, [Lines.Calendar(school), Lines.Pupil(school, "p1"), .. Lines.Truancies(school, "p1", 10)]);

    private async Task Push(string school, params string[] lines)
    {
        using var sender = await api.As("IntegrationClient", school);
        Assert.Empty((await sender.Push(lines)).Rejections);
        await api.Evaluated(school);
    }
}
