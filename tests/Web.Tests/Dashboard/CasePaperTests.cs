using System.Net;
using System.Text.Json;
using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Students;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>The timeline's filters and shaded holidays, the form for a decision, and the one for paper.</summary>
public sealed class CasePaperTests
{
    private const string Route = $"/api/schools/{Cards.School}/students/p1";

    private static readonly CaseContext Pupil = new()
    {
        School = Cards.School,
        SchoolName = "Larkfield Academy",
        Student = "p1",
        Attendance = new AttendanceTotals(0, 0, 0, 0),
        Closed = [new DateOnly(2026, 10, 26), new DateOnly(2026, 10, 27), new DateOnly(2026, 10, 28), new DateOnly(2026, 10, 29), new DateOnly(2026, 10, 30), new DateOnly(2026, 11, 2)],
        Concerns = [new CaseConcern("c1", At(11, 20), null, ["neglect"], 2, "teacher", [])],
        Behaviour = [new CaseBehaviour(At(10, 20), "fighting", 2, "subject")],
        Decisions = [new CaseDecisionText("d1", At(11, 23), "Priya Anand", "Referred to Early Help", "Two concerns.")],
        Freshness = Cards.Fresh,
    };

    [Fact]
    public async Task Holidays_stand_shaded_between_what_happened_before_and_after()
    {
        await using var desk = new Desk();

        var rows = desk.Render<TimelineList>(parameters => parameters.Add(list => list.Case, Pupil)).FindAll(".timeline li");

        Assert.Equal(["decision", "concern", "no-school", "behaviour"], rows.Select(row => row.ClassName));
        Assert.Equal("No school Mon 26 Oct to Mon 2 Nov", rows[2].TextContent);
        Assert.Contains("Because: Two concerns. By Priya Anand.", rows[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_can_be_left_out_and_comes_back()
    {
        await using var desk = new Desk();
        var list = desk.Render<TimelineList>(parameters => parameters.Add(each => each.Case, Pupil));
        AngleSharp.Dom.IElement Box() => list.FindAll(".kinds label").Single(label => label.TextContent.Contains("Behaviour (1)", StringComparison.Ordinal)).QuerySelector("input")!;

        await Box().ChangeAsync(new() { Value = false });
        var without = list.FindAll(".timeline li").Select(row => row.ClassName).ToList();
        await Box().ChangeAsync(new() { Value = true });

        Assert.Equal(["decision", "concern"], without);
        Assert.Equal(4, list.FindAll(".timeline li").Count);
    }

    [Fact]
    public async Task Who_may_not_see_concerns_is_not_offered_them()
    {
        await using var desk = new Desk();

        var list = desk.Render<TimelineList>(parameters => parameters.Add(each => each.Case, Pupil with { Concerns = null }));

        Assert.DoesNotContain("Concern", list.Find(".kinds").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_whose_answer_was_lost_is_sent_again_under_the_same_id()
    {
        await using var desk = new Desk();
        var form = desk.Render<DecisionForm>(parameters => parameters.Add(each => each.Case, Pupil));
        await form.Find("input").ChangeAsync(new() { Value = "Referred" });
        await form.Find("textarea").ChangeAsync(new() { Value = "Two concerns." });

        await form.Find("form").SubmitAsync();
        var lost = form.Find("[role=status]").TextContent;
        desk.Server.On($"POST {Route}/decisions", HttpStatusCode.NoContent);
        await form.Find("form").SubmitAsync();

        Assert.StartsWith("Not recorded.", lost, StringComparison.Ordinal);
        Assert.Equal("Recorded. It stands in the timeline.", form.Find("[role=status]").TextContent);
        var sent = desk.Server.Asked.Select(asked => JsonSerializer.Deserialize(asked.Body, ContractsJson.Default.RecordDecisionCommand)!).ToList();
        Assert.Equal(("Referred", "Two concerns.", sent[0].CommandId), (sent[1].What, sent[1].Why, sent[1].CommandId));
    }

    [Fact]
    public async Task Paper_needs_a_reason_and_says_when_it_was_not_made()
    {
        await using var desk = new Desk();
        desk.Server.On($"POST {Route}/pdf", HttpStatusCode.NotFound);
        var form = desk.Render<PrintForm>(parameters => parameters.Add(each => each.Case, Pupil));

        await form.Find("form").SubmitAsync();
        var without = form.Find("[role=status]").TextContent;
        await form.Find("input").ChangeAsync(new() { Value = "Meeting" });
        await form.Find("form").SubmitAsync();

        Assert.Equal("Say why it is printed.", without);
        Assert.Equal("Not made. There is nothing here that you may see.", form.Find("[role=status]").TextContent);
        Assert.Contains("Meeting", Assert.Single(desk.Server.Asked).Body, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 10, 0, 0, TimeSpan.Zero);
}
