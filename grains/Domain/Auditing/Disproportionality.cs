using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Auditing;

/// <summary>What is compared between the two groups.</summary>
public enum AuditMeasure
{
    Suspensions,
    Alerts,
}

/// <summary>One line of the audit's table.</summary>
/// <param name="Ratio">The rate of the pupils with needs over that of the others; null when the others have none.</param>
/// <param name="Chance">Fisher's exact test, two-sided.</param>
public sealed record DisproportionalityRow(AuditMeasure Measure, GroupCount WithNeed, GroupCount Others, double? Ratio, double Chance);

/// <summary>How many of a group's alerts were found useful.</summary>
/// <param name="Useful">Null: no outcome was recorded, so nobody can say.</param>
public sealed record PrecisionRow(bool WithNeed, int Alerts, double? Useful);

/// <summary>
/// The audit of a school's suspensions and of our own alerts by special educational needs, over a term so far: the one place that looks at
/// need and at alerts together. It is for people who look after fairness; it decides nothing about a pupil.
/// </summary>
public sealed record Disproportionality(DateOnly From, DateOnly To, ImmutableArray<DisproportionalityRow> Rows, ImmutableArray<PrecisionRow> Precision)
{
    /// <param name="pupils">The school's pupils, each once.</param>
    /// <param name="board">The school's alerts, open and over.</param>
    /// <param name="from">The first day of the term.</param>
    /// <param name="to">The last day looked at.</param>
    public static Disproportionality Of(IEnumerable<Chronology> pupils, AlertBoard board, DateOnly from, DateOnly to)
    {
        var groups = pupils.Aggregate(AuditGroups.Empty, (known, next) => known.With(next));
        var alerts = Row(AuditMeasure.Alerts, Last(groups.Over(from, to, RaisedDates(board))));
        return new(
            from,
            to,
            [Row(AuditMeasure.Suspensions, Last(groups.Over(from, to))), alerts],
            [new(WithNeed: true, alerts.WithNeed.Affected, null), new(WithNeed: false, alerts.Others.Affected, null)]);
    }

    /// <summary>The dates for which alerts were told, by pupil; those taken back among them, for they too were told.</summary>
    internal static ILookup<StudentId, DateOnly> RaisedDates(AlertBoard board) =>
        board.Open.Concat(board.Past).Where(each => each.Key.Subject.Student is not null).ToLookup(each => each.Key.Subject.Student!.Value, each => each.RaisedOn);

    internal static DisproportionalityRow Row(AuditMeasure measure, TwoByTwo counts)
    {
        var (need, others) = counts;
        return new(measure, need, others, others.Affected == 0 ? null : need.Rate / others.Rate, ChanceOf(counts));
    }

    /// <summary>Fisher's exact test, two-sided. It sums over every table with the same margins, so it is asked last.</summary>
    internal static double ChanceOf(TwoByTwo counts) =>
        Chance.FisherExact(counts.WithNeed.Affected, counts.WithNeed.Pupils - counts.WithNeed.Affected, counts.Others.Affected, counts.Others.Pupils - counts.Others.Affected);

    private static TwoByTwo Last(ImmutableArray<(DateOnly On, TwoByTwo Counts)> counts) => counts.IsEmpty ? default : counts[^1].Counts;
}
