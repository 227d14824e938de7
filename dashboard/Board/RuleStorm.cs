using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>So many alerts of one rule at one school at once that they are mostly one cause: one piece of news, and nothing is hidden for good.</summary>
public sealed record RuleStorm(string Rule, string Title, int Count, DateTimeOffset Since)
{
    /// <summary>The budget of a rule at a school: so many raised within the time. [design]</summary>
    public const int Budget = 25;

    public static readonly TimeSpan Within = TimeSpan.FromMinutes(30);

    /// <param name="calling">What people are called for at one school.</param>
    public static IReadOnlyList<RuleStorm> Of(IReadOnlyCollection<AlertCard> calling) =>
    [
        .. calling.GroupBy(alert => alert.Rule, StringComparer.Ordinal)
            .Select(rule => (rule, Raised: rule.Select(alert => alert.RaisedAt).Order().ToList()))
            .Where(each => Enumerable.Range(0, Math.Max(0, each.Raised.Count - Budget)).Any(first => each.Raised[first + Budget] - each.Raised[first] <= Within))
            .Select(each => new RuleStorm(each.rule.Key, each.rule.First().Title, each.Raised.Count, each.Raised[0]))
            .OrderBy(storm => storm.Rule, StringComparer.Ordinal),
    ];

    /// <summary>The storm as the one card of a wall: what is in it would fill page after page.</summary>
    public PupilCard AsCard(Lane lane)
    {
        var first = lane.Stormy.SelectMany(card => card.Calling).Where(alert => alert.Rule == Rule).OrderByDescending(alert => SeverityWords.Of(alert.Severity).Rank).FirstOrDefault();
        return new PupilCard(lane.School, $"storm-{Rule}", [new AlertCard
        {
            School = lane.School,
            Alert = $"{Rule}/storm-{Rule}/-/1",
            Initials = "Rule storm",
            Rule = Rule,
            Title = $"{Count} alerts at once: {Title}",
            Severity = first?.Severity ?? "high",
            State = AlertStates.Firing,
            Sentence = $"{Count} alerts of {Rule}.",
            RaisedAt = Since,
            ChangedAt = Since,
        }]);
    }
}
