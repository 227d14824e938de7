using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>SG-03: the latest concerns are each more serious than the one before, and nobody has reviewed them.</summary>
internal sealed class RisingSeverityRule(RuleSettings settings) : PupilRule
{
    internal override RuleDescription Description { get; } = new()
    {
        Id = new("SG-03"),
        Version = 1,
        Title = "Rising severity",
        Sentence = $"The {settings.RisingConcerns} most recent concerns within {settings.RisingDays} days are each more severe than the one before, the last is of severity {settings.RisingSeverity} or above, and no review is recorded since.",
        Basis = "Keeping children safe in education: concerns that seem small by themselves can build a cumulative picture. The numbers are our own design. A level that is raised twice on one concern is not seen: only the newest version of a concern is kept.",
        Kind = RuleBasis.Guidance,
        Severity = Severity.High,
        ClearedBy = "A review, or the closing, of any of the pupil's concerns, after the last of them had happened.",
    };

    internal override bool IsProvablyQuiet(PupilAt at) =>
        at.File.Concerns.Length < settings.RisingConcerns || !at.File.Concerns.Any(each => each.Severity >= settings.RisingSeverity);

    internal override RuleOutcome Evaluate(PupilAt at)
    {
        var concerns = at.File.Concerns.OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal).ToList();
        var reviews = at.File.Reviews();
        var changes = concerns.SelectMany(each => new[] { each.HappenedOn(), each.HappenedOn().AddDays(settings.RisingDays) }).Concat(reviews.Select(SchoolTime.DateOf));

        // A review of the day on which the last one happened does not undo that it was so: it clears at the next step.
        var (episodes, due) = DateWalk.Of(
            at,
            changes,
            raises: date => IsRising(LatestAt(concerns, date)) && !IsReviewed(concerns, reviews, date, until: date.AddDays(-1)),
            clears: date => IsReviewed(concerns, reviews, date, until: date));
        if (!episodes.IsOpen) return RuleOutcome.Of(episodes, at.Quiet($"{Silence(LatestAt(concerns, at.Today))}"), due);
        var episode = new Episode(episodes.RaisedOn, Severity.High, EvidenceAt(LatestAt(concerns, episodes.RaisedOn), episodes.RaisedOn));
        return RuleOutcome.Of(episodes, new Fired(episode), due);
    }

    /// <summary>The most recent concerns of the window that ends with a date, oldest first.</summary>
    private List<Concern> LatestAt(List<Concern> concerns, DateOnly date)
    {
        var from = date.AddDays(1 - settings.RisingDays);
        return [.. concerns.Where(each => each.HappenedOn() >= from && each.HappenedOn() <= date).TakeLast(settings.RisingConcerns)];
    }

    private bool IsRising(List<Concern> latest)
    {
        if (latest.Count < settings.RisingConcerns || latest[^1].Severity < settings.RisingSeverity) return false;
        for (var next = 1; next < latest.Count; next++)
        {
            if (latest[next].Severity <= latest[next - 1].Severity) return false;
        }

        return true;
    }

    // A review speaks for what had happened before it.
    private static bool IsReviewed(List<Concern> concerns, List<DateTimeOffset> reviews, DateOnly date, DateOnly until) =>
        concerns.FindLast(each => each.HappenedOn() <= date) is { } last && reviews.HasReview(last.OccurredAt, until);

    private string Silence(List<Concern> latest) => IsRising(latest)
        ? "the rising severity has been reviewed since"
        : $"the last {latest.Count} concerns within {settings.RisingDays} days have severities {string.Join(", ", latest.Select(each => each.Severity))}: {settings.RisingConcerns} rising to {settings.RisingSeverity} or above would raise";

    private Evidence EvidenceAt(List<Concern> latest, DateOnly date) => new()
    {
        Count = latest.Count,
        Threshold = settings.RisingConcerns,
        WindowFrom = date.AddDays(1 - settings.RisingDays),
        WindowTo = date,
        Measures = [new("firstSeverity", latest[0].Severity), new("lastSeverity", latest[^1].Severity)],
        Items = [.. latest.Select(each => each.AsItem())],
    };
}
