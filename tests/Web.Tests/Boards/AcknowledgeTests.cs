using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Boards;

/// <summary>Acknowledging says who looks after it; it takes nothing away.</summary>
public sealed class AcknowledgeTests(RiskMonitorApi api)
{
    private const string Path = $"/api/schools/{RiskMonitorApi.Secondary}/alerts/acknowledge";

    [Fact]
    public async Task An_acknowledged_alert_stays_with_who_and_since_when()
    {
        var alert = await Alert("ack-stays");
        using var lead = await api.As("lead-secondary");

        var reply = await lead.Read<AlertReply>(Path, new AlertCommandBody(alert, "  Rang home.  ", "ack-stays-1"));
        var board = await lead.Read<BoardSnapshot>($"/api/schools/{RiskMonitorApi.Secondary}/board");
        var pupilsCase = await lead.Read<CaseContext>($"/api/schools/{RiskMonitorApi.Secondary}/students/ack-stays");

        Assert.Equal("acknowledged", reply.Result);
        var card = board.Alerts.Single(card => card.Alert == alert);
        Assert.Equal(("acknowledged", "Amara Okafor"), (card.State, card.AcknowledgedBy));
        Assert.Equal(RiskMonitorApi.Today, card.AcknowledgedAt);
        var step = pupilsCase.Open.Single(open => open.Card.Alert == alert).History[^1];
        Assert.Equal(("acknowledged", "Amara Okafor", "Rang home."), (step.To, step.Actor, step.Note));
    }

    [Fact]
    public async Task The_same_command_twice_is_one_acknowledgement()
    {
        var alert = await Alert("ack-twice");
        using var lead = await api.As("lead-secondary");
        var command = new AlertCommandBody(alert, "once", "ack-twice-1");

        var first = await lead.Read<AlertReply>(Path, command);
        var second = await lead.Read<AlertReply>(Path, command);

        Assert.Equal(("acknowledged", "acknowledged"), (first.Result, second.Result));
        Assert.Equal(first.Alert!.Update, second.Alert!.Update);
    }

    [Fact]
    public async Task Who_comes_second_is_told_who_was_first()
    {
        var alert = await Alert("ack-second");
        using var lead = await api.As("lead-secondary");
        using var trust = await api.As("trust-lead");

        await lead.Read<AlertReply>(Path, new AlertCommandBody(alert, null, "ack-second-1"));
        var second = await trust.Read<AlertReply>(Path, new AlertCommandBody(alert, "me too", "ack-second-2"));

        Assert.Equal("already-acknowledged", second.Result);
        Assert.Equal("Amara Okafor", second.Alert!.AcknowledgedBy);
    }

    [Fact]
    public async Task An_alert_that_has_gone_is_told_as_no_longer_open()
    {
        var alert = await Alert("ack-gone");
        await api.Push(Lines.Mark(RiskMonitorApi.Secondary, "ack-gone", Lines.TenDays[^1], "AM", "I"));
        using var lead = await api.As("lead-secondary");

        var reply = await lead.Read<AlertReply>(Path, new AlertCommandBody(alert, null, "ack-gone-1"));

        Assert.Equal(("no-longer-open", "retracted"), (reply.Result, reply.Alert!.State));
    }

    [Theory]
    [InlineData("ATT-04/nobody/-/1")]
    [InlineData("nonsense")]
    [InlineData("///")]
    public async Task An_alert_that_never_was_is_not_found(string alert)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post(Path, new AlertCommandBody(alert, null, "ack-never"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_note_of_1001_characters_a_missing_alert_or_command_id_is_refused_and_says_which()
    {
        using var lead = await api.As("lead-secondary");
        (object Command, string Named)[] wrong =
        [
            (new AlertCommandBody("ATT-04/p/-/1", new string('n', 1001), "c"), "note"),
            (new { commandId = "c" }, "alert"),
            (new { alert = "ATT-04/p/-/1" }, "commandId"),
            (new AlertCommandBody("ATT-04/p/-/1", null, new string('c', 65)), "commandId"),
        ];

        foreach (var (command, named) in wrong)
        {
            using var answer = await lead.Post(Path, command);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_a_problem_and_not_a_crash()
    {
        using var lead = await api.As("lead-secondary");
        using var body = new StringContent("{\"alert\":", System.Text.Encoding.UTF8, "application/json");

        using var answer = await lead.Send(HttpMethod.Post, Path, body, ("X-RiskMonitor", "1"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(" at RiskMonitor", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<string> Alert(string pupil)
    {
        await api.Push(
        [
            Lines.Calendar(RiskMonitorApi.Secondary),
            Lines.Pupil(RiskMonitorApi.Secondary, pupil),
            .. Lines.Truancies(RiskMonitorApi.Secondary, pupil, 10),
        ]);
        return $"ATT-04/{pupil}/-/1";
    }
}
