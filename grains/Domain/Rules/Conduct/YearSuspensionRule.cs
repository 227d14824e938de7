using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>EXC-02: the suspensions of a school year come near the most the law allows.</summary>
internal sealed class YearSuspensionRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("EXC-02"),
        Version = 1,
        Title = "Suspensions near the year's limit",
        Sentence = $"The pupil's suspensions that began this school year add up to {SuspensionFacts.DaysOf(settings.YearWarningSessions)} school days or more; the law allows {SuspensionFacts.DaysOf(settings.YearMostSessions)}.",
        Basis = "School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012 (SI 2012/1033): at most 45 school days in a school year. The earlier marks are our own design.",
        Kind = RuleBasis.Law,
        Severity = Severity.Medium,
        ClearedBy = "A new school year, on 1 August.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.File.Suspensions.IsEmpty;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var suspensions = at.CountedSuspensions();
        var (episodes, due) = DateWalk.Of(
            at,
            suspensions.SelectMany(each => new[] { each.From, SchoolYear.Of(each.From).To.AddDays(1) }),
            raises: date => SumOf(Of(suspensions, date)) >= settings.YearWarningSessions,
            clears: date => date == SchoolYear.Of(date).From);
        var year = Of(suspensions, at.Today);
        var sum = SumOf(year);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(sum)}"), due);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, SeverityOf(sum), EvidenceOf(year, SchoolYear.Of(at.Today)))), due);
    }

    /// <summary>The suspensions up to a date that began in the school year of that date.</summary>
    private static List<CountedSuspension> Of(List<CountedSuspension> suspensions, DateOnly date)
    {
        var from = SchoolYear.Of(date).From;
        return [.. suspensions.Where(each => each.From >= from && each.From <= date)];
    }

    private static int SumOf(List<CountedSuspension> year) => year.Sum(each => each.Sessions);

    private Severity SeverityOf(int sessions) =>
        sessions > settings.YearMostSessions ? Severity.Critical : sessions >= settings.YearHighSessions ? Severity.High : Severity.Medium;

    private string Silence(int sessions) =>
        $"{SuspensionFacts.DaysOf(sessions)} of {SuspensionFacts.DaysOf(settings.YearWarningSessions)} days of suspension this school year";

    private Evidence EvidenceOf(List<CountedSuspension> year, SchoolYear window) => new()
    {
        Count = SuspensionFacts.DaysOf(SumOf(year)),
        Threshold = SuspensionFacts.DaysOf(settings.YearWarningSessions),
        WindowFrom = window.From,
        WindowTo = window.To,
        Measures = [new("suspensions", year.Count), new("mostDays", SuspensionFacts.DaysOf(settings.YearMostSessions))],
        Items = [.. year.Select(each => each.AsItem())],
    };
}
