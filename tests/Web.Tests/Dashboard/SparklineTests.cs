using Bunit;
using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Students;
using Xunit;

namespace RiskMonitor.Web.Tests.Dashboard;

/// <summary>How an alert's count came together, drawn.</summary>
public sealed class SparklineTests
{
    private static readonly DateOnly First = new(2026, 9, 1);

    [Fact]
    public void Each_mark_that_counts_raises_the_line_to_the_count_of_the_alert()
    {
        var line = Sparkline.Of(Alert(3, [(0, "AM"), (1, "PM"), (2, "AM")]), Days(3))!;

        Assert.Equal([1, 1, 1, 2, 3, 3], line.Points.Select(point => point.Counted));
        Assert.Equal([true, false, false, true, true, false], line.Points.Select(point => point.IsCounted));
        Assert.Equal("3 sessions counted by Thu 3 Sep PM; the line is at 3.", line.Says);
    }

    [Fact]
    public void Sixty_sessions_are_shown_and_what_was_counted_before_them_is_in_the_number()
    {
        var line = Sparkline.Of(Alert(3, [(0, "AM"), (1, "AM"), (39, "AM")]), Days(40))!;

        Assert.Equal(Sparkline.Sessions, line.Points.Count);
        Assert.Equal((2, 3), (line.Points[0].Counted, line.Points[^1].Counted));
        Assert.Equal(3, line.Top);
    }

    [Fact]
    public void What_came_after_the_window_is_not_drawn()
    {
        var line = Sparkline.Of(Alert(1, [(0, "AM")]) with { WindowTo = First.AddDays(1) }, Days(5))!;

        Assert.Equal("Wed 2 Sep PM", line.Points[^1].Says);
    }

    [Fact]
    public void Without_a_threshold_sessions_or_marks_there_is_nothing_to_draw()
    {
        var alert = Alert(3, [(0, "AM")]);

        Assert.Null(Sparkline.Of(alert with { Card = alert.Card with { Threshold = null } }, Days(3)));
        Assert.Null(Sparkline.Of(alert with { Items = [new EvidenceRow(First, null, null, "neglect", "teacher")] }, Days(3)));
        Assert.Null(Sparkline.Of(alert, []));
    }

    [Fact]
    public async Task It_stands_with_the_alert_and_says_in_words_what_it_draws()
    {
        await using var desk = new Desk();

        var view = desk.Render<SparklineView>(parameters => parameters.Add(spark => spark.Alert, Alert(3, [(0, "AM"), (1, "PM"), (2, "AM")])).Add(spark => spark.Days, Days(3)));

        Assert.StartsWith("3 sessions counted by", view.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(3, view.FindAll("circle").Count);
        // The threshold is reached at the end: its line is where the last mark stands.
        Assert.Equal(view.Find("line").GetAttribute("y1"), view.FindAll("circle")[^1].GetAttribute("cy"));
    }

    private static CaseAlert Alert(int count, (int Day, string Session)[] items) => new()
    {
        Card = Cards.Of("ATT-04", "p1") with { Count = count, Threshold = 3 },
        Basis = "Law",
        RuleVersion = 1,
        Clears = "Less.",
        Items = [.. items.Select(item => new EvidenceRow(First.AddDays(item.Day), item.Session, "O", "unauthorised", null))],
    };

    private static List<DayMarks> Days(int count) =>
        [.. Enumerable.Range(0, count).Select(day => new DayMarks(First.AddDays(day), "/", "present", "\\", "present"))];
}
