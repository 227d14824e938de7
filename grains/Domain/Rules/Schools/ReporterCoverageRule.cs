using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SCH-06: few of the staff have ever recorded a concern.</summary>
/// <remarks>The training register says who the staff are; the input does not say who works in which department, so the catalogue's second limb cannot be asked.</remarks>
internal sealed class ReporterCoverageRule(RuleSettings settings) : SchoolRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SCH-06"),
        Version = 1,
        Title = "Few people record concerns",
        Sentence = $"Within {settings.ReporterMonths} months concerns were recorded by fewer people than {settings.ReporterPercent} % of the staff, deputies and leads in the training register. Departments are not known here.",
        Basis = "Our own design.",
        Kind = RuleBasis.Design,
        Severity = Severity.Low,
        ClearedBy = $"At least {settings.ReporterPercent} % have.",
    };

    internal override ImmutableArray<object?>? DependsOn(SchoolAt at) => [at.Statistics.Concerns, at.Register.Training, at.Register.Roll];

    internal override IEnumerable<FacetOutcome> Evaluate(SchoolAt at) => [Outcome(at)];

    private RuleOutcome Outcome(SchoolAt at)
    {
        if (at.Register.Training.IsEmpty) return RuleOutcome.CannotTell("the school has sent no training register");
        var staff = at.Register.Training.Values.Count(TrainingGroups.IsStaff);
        if (staff == 0) return RuleOutcome.CannotTell("the training register names no staff, lead or deputy");
        var concerns = at.Statistics.Rows().ToList();
        var recorders = new Tally();
        var window = new Sliding<string>(concerns.Select(each => (each.RecordedBy, each.HappenedOn(), (DateOnly?)GoneOn(each.HappenedOn()))), recorders.Add, recorders.Remove);
        bool IsFew(DateOnly date)
        {
            window.MoveTo(date);
            return recorders.Words * 100 < settings.ReporterPercent * staff;
        }

        var (episodes, due) = DateWalk.Of(at.Days, at.Today, [.. Start(at), .. window.Changes], raises: IsFew, clears: date => !IsFew(date));
        if (episodes.IsOpen) return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Low, EvidenceOf(concerns, staff, at.Today))), due);
        window.MoveTo(at.Today);
        return RuleOutcome.Of(episodes, new Quiet($"{recorders.Words} people recorded a concern within {settings.ReporterMonths} months; {staff} are staff, leads or deputies"), due);
    }

    // Where nobody has recorded anything, that is so since we know the school.
    private static IEnumerable<DateOnly> Start(SchoolAt at) => at.Register.RollKnownSince is { } known ? [SchoolTime.DateOf(known)] : [];

    /// <summary>The first date whose months no longer reach back to another: 29 February has no day a year later.</summary>
    private DateOnly GoneOn(DateOnly date)
    {
        var gone = date.AddMonths(settings.ReporterMonths);
        return gone.AddMonths(-settings.ReporterMonths) < date ? gone.AddDays(1) : gone;
    }

    // As it is now: it is a state of the school, and people look at it once a term.
    private Evidence EvidenceOf(List<Concern> concerns, int staff, DateOnly today)
    {
        var recorders = concerns.Where(each => each.HappenedOn() <= today && GoneOn(each.HappenedOn()) > today).Select(each => each.RecordedBy).Distinct(StringComparer.Ordinal).Count();
        return new()
        {
            Count = recorders,
            Threshold = settings.ReporterPercent * staff / 100m,
            WindowFrom = today.AddMonths(-settings.ReporterMonths).AddDays(1),
            WindowTo = today,
            Measures = [new("recorders", recorders), new("staff", staff)],
        };
    }
}
