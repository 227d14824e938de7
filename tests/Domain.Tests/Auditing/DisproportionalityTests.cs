using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Auditing;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Tests.Rules;

namespace RiskMonitor.Domain.Tests.Auditing;

public sealed class DisproportionalityTests
{
    private static readonly DateOnly From = new(2026, 9, 3);
    private static readonly DateOnly To = new(2026, 11, 9);

    [Fact]
    public void The_table_compares_the_rates_of_two_groups()
    {
        var pupils = Enumerable.Range(1, 20).Select(number => Of($"a{number}", hasNeed: true, suspendedFrom: number <= 6 ? To : null))
            .Concat(Enumerable.Range(1, 80).Select(number => Of($"b{number}", hasNeed: false, suspendedFrom: number <= 4 ? From : null)));

        var row = Disproportionality.Of(pupils, AlertBoard.Empty(Story.School), From, To).Rows.Single(each => each.Measure is AuditMeasure.Suspensions);

        Assert.Equal((new GroupCount(20, 6), new GroupCount(80, 4)), (row.WithNeed, row.Others));
        Assert.Equal(6.0, row.Ratio!.Value, 9);
        Assert.Equal(0.003933, row.Chance, 6);
    }

    [Fact]
    public void Without_outcomes_nobody_can_say_how_useful_alerts_were()
    {
        var table = Disproportionality.Of([Of("a1", hasNeed: true)], AlertBoard.Empty(Story.School), From, To);

        Assert.All(table.Precision, row => Assert.Null(row.Useful));
        Assert.All(table.Rows, row => Assert.Null(row.Ratio));
    }

    [Fact]
    public void Who_left_before_the_term_or_was_suspended_before_it_does_not_count()
    {
        var before = Of("a1", hasNeed: true, suspendedFrom: From.AddDays(-1));
        var gone = Of("a2", hasNeed: true, left: From.AddDays(-1));
        var last = Of("a3", hasNeed: true, suspendedFrom: From, left: From);

        var row = Disproportionality.Of([before, gone, last], AlertBoard.Empty(Story.School), From, To).Rows[0];
        Assert.Equal(new GroupCount(2, 1), row.WithNeed);
    }

    [Fact]
    public void A_pupil_changes_group_on_the_day_support_begins()
    {
        var groups = AuditGroups.Empty.With(Of("a1", hasNeed: true, needFrom: To.AddDays(-1), suspendedFrom: From.AddDays(1)));

        var counts = groups.Over(From, To);
        Assert.Equal([From, From.AddDays(1), To.AddDays(-1)], counts.Select(each => each.On));
        Assert.Equal(new TwoByTwo(default, new(1, 0)), counts[0].Counts);
        Assert.Equal(new TwoByTwo(default, new(1, 1)), counts[1].Counts);
        Assert.Equal(new TwoByTwo(new(1, 1), default), counts[2].Counts);
    }

    private static Chronology Of(string id, bool hasNeed, DateOnly? suspendedFrom = null, DateOnly? left = null, DateOnly? needFrom = null)
    {
        var pupil = Story.Pupil(new(id)) with { Left = left, Statuses = hasNeed ? [new(StatusKind.SENSupport, needFrom ?? new(2025, 9, 1), null)] : [] };
        var known = Chronology.Empty(new(id)).With(pupil);
        return suspendedFrom is { } from ? known.With(new Suspension { School = Story.School, Student = new(id), Id = "s", From = from, Sessions = 2 }) : known;
    }
}
