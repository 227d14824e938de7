using System.Collections.Immutable;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-08: a child-protection plan, a child-in-need plan or a care order began or ended; watched for twelve weeks.</summary>
internal sealed class StatusChangeRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-08"),
        Version = 1,
        Title = "Change of status",
        Sentence = $"A child-protection plan, a child-in-need plan or a care order has begun or ended within the last {settings.StatusWatchDays} days.",
        Basis = "Keeping children safe in education: children with a social worker, or who have had one, may need more help; support often ends before the need does. The length of the watch is our own design.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.Medium,
        ClearedBy = $"{settings.StatusWatchDays} days without another change.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) => at.Roll is not { } roll || !roll.Support.Any(each => each.IsStatutory());

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        if (at.Roll is not { } roll) return RuleOutcome.CannotTell("the pupil is not on the roll we have");
        var spans = roll.StatutorySpans();

        // A plan that is written down again from the day after it ends has not changed.
        var changes = spans.Edges().Distinct().Order().Where(date => spans.InWords(date) != spans.InWords(date.AddDays(-1))).ToList();
        var (episodes, due) = DateWalk.Of(
            at,
            changes.SelectMany(date => new[] { date, date.AddDays(settings.StatusWatchDays) }),
            raises: date => IsWatched(changes, date),
            clears: date => !IsWatched(changes, date));
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(changes, at.Today)}"), due);
        var seen = changes.FindAll(date => date >= episodes.RaisedOn && date <= at.Today);
        return RuleOutcome.Of(episodes, new Fired(new Episode(episodes.RaisedOn, Severity.Medium, EvidenceOf(spans, seen))), due);
    }

    private bool IsWatched(List<DateOnly> changes, DateOnly date) => changes.Exists(each => each <= date && each > date.AddDays(-settings.StatusWatchDays));

    private string Silence(List<DateOnly> changes, DateOnly today) => changes.FindLast(each => each <= today) is var last && last == default
        ? "no plan or care order has begun or ended"
        : $"the last change of status was on {last:yyyy-MM-dd}, {settings.StatusWatchDays} days ago or more";

    private Evidence EvidenceOf(List<SupportSpan> spans, List<DateOnly> changes) => new()
    {
        Count = changes.Count,
        Threshold = 1,
        WindowFrom = changes[0],
        WindowTo = changes[^1].AddDays(settings.StatusWatchDays - 1),
        Items = [.. changes.SelectMany(date => BothSides(spans, date))],
    };

    private static ImmutableArray<EvidenceItem> BothSides(List<SupportSpan> spans, DateOnly date) =>
    [
        new() { Date = date.AddDays(-1), Category = "old", Code = spans.InWords(date.AddDays(-1)) },
        new() { Date = date, Category = "new", Code = spans.InWords(date) },
    ];
}
