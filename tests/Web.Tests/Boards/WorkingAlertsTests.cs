using System.Net;
using RiskMonitor.Contracts;
using Xunit;

namespace RiskMonitor.Web.Tests.Boards;

/// <summary>What people do with an alert besides taking it on: each is a change with who and why, and can be read on the case.</summary>
public sealed class WorkingAlertsTests(RiskMonitorApi api)
{
    private const string School = RiskMonitorApi.Secondary;

    [Fact]
    public async Task A_snoozed_alert_says_until_when_and_by_whom()
    {
        var alert = await Alert("work-snooze");
        using var lead = await api.As("lead-secondary");
        var until = DateOnly.FromDateTime(RiskMonitorApi.Today.DateTime).AddDays(1);

        var reply = await lead.Read<AlertReply>(Path("snooze"), new AlertCommandBody(alert, "The social worker comes tomorrow.", "snooze-1", Until: until));

        Assert.Equal(("firing", until, "Amara Okafor"), (reply.Alert!.State, reply.Alert.SnoozedUntil, reply.Alert.SnoozedBy));
        Assert.Equal(until, DateOnly.FromDateTime(reply.Alert.NextAt!.Value.DateTime));
    }

    [Fact]
    public async Task A_closed_alert_leaves_the_board_with_its_outcome_and_can_be_taken_back_at_once()
    {
        var alert = await Alert("work-close");
        using var lead = await api.As("lead-secondary");

        var closed = await lead.Read<AlertReply>(Path("close"), new AlertCommandBody(alert, "Met the family; agreed hours.", "close-1", Outcome: "acted"));
        var without = await lead.Read<BoardSnapshot>($"/api/schools/{School}/board");
        var undone = await lead.Read<AlertReply>(Path("undo"), new AlertCommandBody(alert, null, "undo-1"));

        Assert.Equal(("resolved", "acted", "Amara Okafor"), (closed.Alert!.State, closed.Alert.Outcome, closed.Alert.ClosedBy));
        Assert.DoesNotContain(without.Alerts, card => card.Alert == alert);
        Assert.Equal(("ATT-04/work-close/-/2", "firing"), (undone.Alert!.Alert, undone.Alert.State));
    }

    [Fact]
    public async Task The_same_sessions_again_do_not_raise_what_was_closed()
    {
        var alert = await Alert("work-again");
        using var lead = await api.As("lead-secondary");
        await lead.Read<AlertReply>(Path("close"), new AlertCommandBody(alert, "Agreed with the family.", "again-1", Outcome: "no-further-action"));

        await api.Push(Lines.Mark(School, "work-again", Lines.TenDays[^1], "PM", "O"));

        Assert.DoesNotContain((await lead.Read<BoardSnapshot>($"/api/schools/{School}/board")).Alerts, card => card.Student == "work-again" && card.Rule == "ATT-04");
    }

    [Fact]
    public async Task A_note_an_escalation_and_a_watch_are_on_the_case_with_who_and_why()
    {
        var alert = await Alert("work-note");
        using var lead = await api.As("lead-secondary");

        await lead.Read<AlertReply>(Path("note"), new AlertCommandBody(alert, "Rang twice, no answer.", "note-1"));
        var watched = await lead.Read<AlertReply>(Path("watch"), new AlertCommandBody(alert, null, "watch-1"));
        var escalated = await lead.Read<AlertReply>(Path("escalate"), new AlertCommandBody(alert, "I am out until three.", "escalate-1"));
        var open = (await lead.Read<CaseContext>($"/api/schools/{School}/students/work-note")).Open.Single(each => each.Card.Alert == alert);

        Assert.Equal(["Amara Okafor"], watched.Alert!.Watchers);
        Assert.Equal((1, "the deputy"), (escalated.Alert!.Step, escalated.Alert.Asked));
        Assert.Contains(open.History, step => step is { Actor: "Amara Okafor", Note: "Rang twice, no answer." });
        Assert.Contains(open.History, step => step.Note == "I am out until three.");
    }

    [Theory]
    [InlineData("close", null, "outcome")]
    [InlineData("close", "perhaps", "outcome")]
    [InlineData("snooze", null, "until")]
    public async Task What_is_missing_is_named(string verb, string? outcome, string named)
    {
        var alert = await Alert("work-missing");
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post(Path(verb), new AlertCommandBody(alert, "because", $"missing-{verb}-{outcome}", Outcome: outcome));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("7")]
    [InlineData("99")]
    public async Task There_are_no_other_verbs(string verb)
    {
        using var lead = await api.As("lead-secondary");

        using var answer = await lead.Post(Path(verb), new AlertCommandBody("ATT-04/p/-/1", "because", "verb-1"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string Path(string verb) => $"/api/schools/{School}/alerts/{verb}";

    private async Task<string> Alert(string pupil)
    {
        await api.Push([Lines.Calendar(School), Lines.Pupil(School, pupil), .. Lines.Truancies(School, pupil, 10)]);
        return $"ATT-04/{pupil}/-/1";
    }
}
