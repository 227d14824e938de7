using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>EXC-03: suspended again within sixty school days.</summary>
internal sealed class RepeatSuspensionRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("EXC-03"),
        Version = 1,
        Title = "Suspended again",
        Sentence = $"{settings.RepeatSuspensions} suspensions or more began within the last {settings.RepeatSchoolDays} school days.",
        Basis = "Keeping children safe in education since 2024: multiple suspensions are a sign that early help may be needed. The numbers are our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        IsBoosted = true,
        ClearedBy = $"No suspension began within the last {settings.RepeatSchoolDays} school days.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => !at.Calendar.IsKnown || at.File.Suspensions.Length < settings.RepeatSuspensions;

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (!at.Calendar.IsKnown) return RuleOutcome.CannotTell("the school has sent no calendar");
        var suspensions = at.CountedSuspensions();
        var (episodes, due) = DateWalk.Of(
            at,
            suspensions.SelectMany(each => at.Days.NthAfter(each.From, settings.RepeatSchoolDays) is { } leaves ? [each.From, leaves] : new[] { each.From }),
            raises: date => Of(at.Days, suspensions, date).Count >= settings.RepeatSuspensions,
            clears: date => Of(at.Days, suspensions, date).Count == 0);
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(Of(at.Days, suspensions, at.Today).Count)}"), due);
        var evidence = EvidenceAt(at.Days, Of(at.Days, suspensions, episodes.RaisedOn), episodes.RaisedOn);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, at.Raised(Severity.Medium), evidence)), due);
    }

    /// <summary>The suspensions that began in the window of school days that ends with a date, days without school in it included.</summary>
    private List<CountedSuspension> Of(SchoolDays days, List<CountedSuspension> suspensions, DateOnly date) =>
        WindowFrom(days, date) is { } from ? [.. suspensions.Where(each => each.From >= from && each.From <= date)] : [];

    private DateOnly? WindowFrom(SchoolDays days, DateOnly date) =>
        days.CountUpTo(date) is var end and > 0 ? days[Math.Max(0, end - settings.RepeatSchoolDays)] : null;

    private string Silence(int count) => $"{count} of {settings.RepeatSuspensions} suspensions in {settings.RepeatSchoolDays} school days";

    private Evidence EvidenceAt(SchoolDays days, List<CountedSuspension> window, DateOnly date) => new()
    {
        Count = window.Count,
        Threshold = settings.RepeatSuspensions,
        WindowFrom = WindowFrom(days, date),
        WindowTo = date,
        Measures = [new("days", SuspensionFacts.DaysOf(window.Sum(each => each.Sessions)))],
        Items = [.. window.Select(each => each.AsItem())],
    };
}
