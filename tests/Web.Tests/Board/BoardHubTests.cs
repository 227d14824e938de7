using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Board;

public sealed class BoardHubTests(RunningApi api)
{
    [Fact]
    public async Task A_subscriber_gets_the_board_as_it_stands_and_then_every_change()
    {
        var (before, after) = (Given.NewPupil(), Given.NewPupil());
        await Given.Ingest(api, RunningApi.Secondary, [Given.Pupil(RunningApi.Secondary, before), .. Given.AWeekOfUnauthorisedAbsence(RunningApi.Secondary, before)]);
        await Given.AlertOf(api, RunningApi.Secondary, before);
        await using var screen = await LiveBoard.Open(api, "lead-secondary");

        var answer = await screen.Subscribe(RunningApi.Secondary);
        await Given.Ingest(api, RunningApi.Secondary, [Given.Pupil(RunningApi.Secondary, after), Given.ImmediateConcern(RunningApi.Secondary, after, $"c-{after}")]);

        Assert.Contains(answer.Snapshot.Alerts, card => card.Student == before && card.Rule == "ATT-04");
        var update = await screen.Hears(heard => heard.Alert?.Student == after);
        Assert.Equal(("SG-01", "critical", "firing"), (update.Alert!.Rule, update.Alert.Severity, update.Alert.State));
        Assert.Equal("QZ", update.Alert.Initials);
        Assert.True(update.Update > answer.Snapshot.Update);
    }

    [Fact]
    public async Task Numbers_have_no_gap_whatever_a_viewer_may_see_of_them()
    {
        await using var lead = await LiveBoard.Open(api, "lead-secondary");
        await using var attendance = await LiveBoard.Open(api, "attendance-lead");
        var from = (await lead.Subscribe(RunningApi.Secondary)).Snapshot.Update;
        Assert.Equal(from, (await attendance.Subscribe(RunningApi.Secondary)).Snapshot.Update);

        var pupil = Given.NewPupil();
        await Given.Ingest(api, RunningApi.Secondary, [Given.Pupil(RunningApi.Secondary, pupil), Given.ImmediateConcern(RunningApi.Secondary, pupil, $"c-{pupil}"), .. Given.AWeekOfUnauthorisedAbsence(RunningApi.Secondary, pupil)]);
        var last = (await lead.Hears(heard => heard.Alert is { Rule: "ATT-04" } card && card.Student == pupil)).Update;
        await attendance.Hears(heard => heard.Update >= last);

        foreach (var screen in new[] { lead, attendance })
        {
            var numbers = screen.Updates.Select(heard => heard.Update).ToList();
            Assert.Equal(Enumerable.Range(0, numbers.Count).Select(index => from + 1 + index), numbers);
        }

        Assert.Contains(lead.Updates, heard => heard.Alert?.Rule == "SG-01");
        Assert.DoesNotContain(attendance.Updates, heard => heard.Alert?.Rule.StartsWith("SG-", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_screen_that_comes_back_is_given_what_it_missed()
    {
        var (first, second) = (Given.NewPupil(), Given.NewPupil());
        await using var screen = await LiveBoard.Open(api, "lead-primary");
        var seen = (await screen.Subscribe(RunningApi.Primary)).Snapshot.Update;
        await screen.Stop();
        foreach (var pupil in new[] { first, second })
            await Given.Ingest(api, RunningApi.Primary, [Given.Pupil(RunningApi.Primary, pupil), Given.ImmediateConcern(RunningApi.Primary, pupil, $"c-{pupil}")]);
        await Given.AlertOf(api, RunningApi.Primary, second);

        await screen.Start();
        var answer = await screen.Subscribe(RunningApi.Primary, Math.Max(1, seen));

        Assert.Contains(answer.Snapshot.Alerts, card => card.Student == first);
        if (seen > 0)
            Assert.Equal([first, second], answer.Missed.Where(missed => missed.Alert is not null).Select(missed => missed.Alert!.Student));
    }

    [Fact]
    public async Task A_wall_is_shown_no_id_that_opens_anything_and_no_category_of_a_concern()
    {
        var pupil = Given.NewPupil();
        await using var wall = await LiveBoard.Open(api, "wall-display");
        await wall.Subscribe(RunningApi.Secondary);

        await Given.Ingest(api, RunningApi.Secondary, [Given.Pupil(RunningApi.Secondary, pupil), Given.ImmediateConcern(RunningApi.Secondary, pupil, $"c-{pupil}")]);
        var full = (await Given.AlertOf(api, RunningApi.Secondary, pupil)).Alerts.Single(alert => alert.Key.Subject.Student?.Value == pupil);
        var update = await wall.Hears(heard => heard.Update == full.Update);

        Assert.Equal("SG-01", update.Alert!.Rule);
        Assert.Null(update.Alert.Student);
        Assert.DoesNotContain(pupil, update.Alert.Alert, StringComparison.Ordinal);
        Assert.DoesNotContain("disclosure", update.Alert.Sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_heartbeat_comes_when_nothing_happens()
    {
        await using var screen = await LiveBoard.Open(api, "trust-lead");
        var answer = await screen.Subscribe("st-oswalds");

        var beat = await screen.Beats(heard => heard.School == "st-oswalds");

        Assert.Equal(answer.Snapshot.Update, beat.Update);
        Assert.Equal(RunningApi.Now, beat.Freshness.Now);
    }

    [Theory]
    [InlineData("lead-primary", RunningApi.Secondary)]
    [InlineData("lead-primary", "never-heard-of")]
    [InlineData("lead-primary", "no/such school")]
    [InlineData("it-administrator", RunningApi.Secondary)]
    [InlineData("integration", RunningApi.Secondary)]
    public async Task A_board_one_may_not_see_cannot_be_subscribed_to(string persona, string school)
    {
        await using var screen = await LiveBoard.Open(api, persona);

        var refusal = await Assert.ThrowsAsync<HubException>(() => screen.Subscribe(school));

        Assert.Contains("There is nothing here that you may see.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_connects_without_signing_in()
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(api.Address, "hubs/board")).Build();

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => connection.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_connect_with_the_visitors_cookie()
    {
        using var client = await api.As("lead-secondary");
        client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example.org");

        using var answer = await client.Post("hubs/board/negotiate?negotiateVersion=1");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_acknowledgement_is_seen_on_the_other_screens()
    {
        var pupil = Given.NewPupil();
        await Given.Ingest(api, RunningApi.Secondary, [Given.Pupil(RunningApi.Secondary, pupil), Given.ImmediateConcern(RunningApi.Secondary, pupil, $"c-{pupil}")]);
        await Given.AlertOf(api, RunningApi.Secondary, pupil);
        await using var screen = await LiveBoard.Open(api, "wall-display");
        await screen.Subscribe(RunningApi.Secondary);
        using var lead = await api.As("lead-secondary");
        var command = new AcknowledgeCommand($"SG-01/{pupil}/-/1", "With the pupil now", $"command-{pupil}");

        var reply = await Acknowledge(lead, command);
        var again = await Acknowledge(lead, command);

        Assert.Equal("acknowledged", reply.Result);
        Assert.Equal("acknowledged", again.Result);
        var update = await screen.Hears(heard => heard.Alert?.State == "acknowledged");
        Assert.NotNull(update.Alert!.AcknowledgedBy);
        Assert.Single(screen.Updates, heard => heard.Alert?.State == "acknowledged" && heard.Alert.Alert == update.Alert.Alert);
    }

    private static async Task<AcknowledgeReply> Acknowledge(HttpClient client, AcknowledgeCommand command)
    {
        using var answer = await client.Post($"api/schools/{RunningApi.Secondary}/alerts/acknowledge", JsonContent.Create(command, ContractsJson.Default.AcknowledgeCommand));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Read(ContractsJson.Default.AcknowledgeReply);
    }
}
