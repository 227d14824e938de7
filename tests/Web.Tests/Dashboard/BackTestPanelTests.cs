using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Rules;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

public sealed class BackTestPanelTests
{
    private const string Path = $"/api/schools/{Cards.School}/back-tests";
    private static readonly RuleChangeText Lower = new("ATT-04w", "Sessions", "7", "6");
    private static readonly RuleChangeText MoreUrgent = new("ATT-04w", "severity", "low", "medium");
    private static readonly DateOnly Monday = new(2026, 10, 5);

    private static readonly RuleText Rule = new()
    {
        Id = "ATT-04w",
        Version = 1,
        Family = "attendance",
        Title = "Nearing the penalty notice threshold",
        Sentence = "Seven sessions.",
        Basis = "Our own design.",
        ClearedBy = "Fewer count.",
        Severity = "low",
        DefaultSeverity = "low",
        Thresholds = [new ThresholdText("ATT-04w:Sessions", "Sessions", "sessions", "7", "7", 1, 190, null)],
    };

    private static readonly BackTestReport Done = new()
    {
        State = "done",
        SchoolsDone = 1,
        SchoolsInAll = 1,
        From = new DateOnly(2026, 8, 1),
        Pupils = 1312,
        Kept = 40,
        Weeks = [Week(Monday, 3, 1), Week(Monday.AddDays(21), 2, 1)],
        Affected = [Alert("p1", added: true), Alert("p2", added: false)],
    };

    [Fact]
    public void The_outcome_is_one_sentence()
    {
        Assert.Equal("5 alerts would be added and 2 would go, 40 stay, 1,312 pupils, since 1 August 2026.", Of(Done).Says);
        Assert.Equal("No alert would be added and none would go, 1 stays, 1 pupil, since 1 August 2026.", Of(Done with { Weeks = [], Kept = 1, Pupils = 1 }).Says);
        Assert.StartsWith("Cancelled after 1 of 3 schools. So far: 5 alerts", Of(Done with { State = "cancelled", SchoolsInAll = 3 }).Says, StringComparison.Ordinal);
        Assert.StartsWith("It stopped after 0 of 1 school: A school could not be asked.", Of(Done with { State = "failed", SchoolsDone = 0, Trouble = "A school could not be asked." }).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void The_drawing_adds_up_schools_and_rules_and_leaves_no_week_out()
    {
        var bars = Of(Done with { Weeks = [.. Done.Weeks, Week(Monday, 4, 0) with { School = "another" }] }).Bars;

        Assert.Equal([(7, 1), (0, 0), (0, 0), (2, 1)], bars.Select(bar => (bar.Added, bar.Removed)));
        Assert.Equal("Week of 5 Oct 2026: 7 added, 1 removed", bars[0].Says);
        Assert.Empty(Of(Done with { Weeks = [] }).Bars);
    }

    [Fact]
    public void Other_changes_than_those_tried_are_not_tried_and_severities_alone_are_said_to_be_that()
    {
        Assert.False(Of(Done).IsBehind([Lower with { }]));
        Assert.True(Of(Done).IsBehind([Lower with { To = "5" }]));
        Assert.True(Of(Done).IsBehind([]));
        Assert.True(BackTestModel.OnlySeverities([MoreUrgent]));
        Assert.False(BackTestModel.OnlySeverities([MoreUrgent, Lower]));
        Assert.False(BackTestModel.OnlySeverities([]));
    }

    [Fact]
    public async Task A_try_is_followed_every_second_until_it_ends_and_then_shown()
    {
        await using var desk = new Desk();
        Answers(desk, Done with { State = "running", SchoolsDone = 0, Weeks = [], Affected = [] });
        var draft = Changed("6");
        var form = Form(desk, draft);
        Assert.Contains("Not tried yet.", form.Markup, StringComparison.Ordinal);

        form.Find("section.try button").Click();
        form.WaitForAssertion(() => Assert.Contains("0 of 1 school", form.Find("section.try").TextContent, StringComparison.Ordinal));
        Assert.False(form.Find("progress").HasAttribute("value"));
        Answers(desk, Done);
        await Eventually.True(() => Later(desk, form, "5 alerts would be added and 2 would go"), "the outcome is shown");

        Assert.Contains("\"ATT-04w:Sessions\":\"6\"", desk.Server.Asked[0].Body, StringComparison.Ordinal);
        Assert.True(desk.Server.Asked[0].HasHeader);
        Assert.DoesNotContain("Not tried yet.", form.Markup, StringComparison.Ordinal);
        Assert.Equal(2, form.FindAll("tbody")[0].QuerySelectorAll("tr").Length);
        Assert.Equal($"schools/{Cards.School}/students/p1", form.Find("section.try a").GetAttribute("href")!.TrimStart('/'));

        draft.SetNumber(Rule.Thresholds[0], "5");
        form.Render();
        Assert.Contains("Changed since it was tried.", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_is_cancelled_by_hand_and_when_its_page_is_left()
    {
        await using var desk = new Desk();
        Answers(desk, Done with { State = "running", SchoolsDone = 0 });
        desk.Server.On($"DELETE {Path}/t1", System.Net.HttpStatusCode.NoContent);
        var form = Form(desk, Changed("6"));

        form.Find("section.try button").Click();
        form.WaitForElement("progress");
        form.Find("section.try button.quiet").Click();
        await Eventually.True(() => Cancels(desk) == 1, "it was cancelled by hand");
        await desk.DisposeComponentsAsync();

        await Eventually.True(() => Cancels(desk) == 2, "it was cancelled when the page was left");
        var asked = desk.Server.Asked.Count;
        desk.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(asked, desk.Server.Asked.Count);
    }

    private static int Cancels(Desk desk) => desk.Server.Asked.Count(asked => asked is { Route: $"DELETE {Path}/t1", HasHeader: true });

    private static bool Later(Desk desk, IRenderedComponent<PublishForm> form, string words)
    {
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        return form.Markup.Contains(words, StringComparison.Ordinal);
    }

    private static void Answers(Desk desk, BackTestReport report)
    {
        desk.Server.On($"POST {Path}", new BackTestStarted("t1"), ContractsJson.Default.BackTestStarted);
        desk.Server.On($"GET {Path}/t1", report, ContractsJson.Default.BackTestReport);
    }

    private static IRenderedComponent<PublishForm> Form(Desk desk, RuleDraft draft) => desk.Render<PublishForm>(parameters => parameters
        .Add(form => form.Draft, draft)
        .Add(form => form.Rules, [Rule])
        .Add(form => form.School, Cards.School)
        .Add(form => form.Me, Desk.Lead));

    private static RuleDraft Changed(string sessions)
    {
        var draft = new RuleDraft();
        draft.SetNumber(Rule.Thresholds[0], sessions);
        return draft;
    }

    private static BackTestModel Of(BackTestReport report) => new(report, [Lower]);

    private static BackTestWeek Week(DateOnly week, int added, int removed) => new(week, Cards.School, "Larkfield Academy", "ATT-04w", added, removed);

    private static BackTestAlert Alert(string student, bool added) => new(Cards.School, student, "AB", 9, "ATT-04w", Rule.Title, null, Monday, added);
}
