using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>What a screen reader is told. Pure: polite summaries at most every ten seconds, and at once, assertively, only for a new Critical.</summary>
public sealed record Announcements
{
    public static readonly TimeSpan PoliteEvery = TimeSpan.FromSeconds(10);

    public string Polite { get; init; } = "";

    public string Assertive { get; init; } = "";

    public DateTimeOffset PoliteAt { get; init; } = DateTimeOffset.MinValue;

    public bool WasLive { get; init; }

    public IReadOnlySet<string> KnownCritical { get; init; } = new HashSet<string>();

    public Announcements Hear(IReadOnlyCollection<Lane> lanes, bool live, DateTimeOffset at)
    {
        var critical = lanes.SelectMany(lane => lane.Calling.Concat(lane.Banners))
            .Where(alert => alert.Severity == "critical")
            .ToDictionary(alert => $"{alert.School}/{alert.Alert}");
        var fresh = critical.Where(alert => !KnownCritical.Contains(alert.Key)).Select(alert => alert.Value).ToList();
        var next = this with { KnownCritical = critical.Keys.ToHashSet(), WasLive = live };
        if (fresh.Count > 0)
        {
            var words = fresh.Count == 1 ? $"Critical: {fresh[0].Title}." : $"{Plain.Counted(fresh.Count, "new critical alert")}.";
            // Read aloud is what changed in the page: the second of two alike would be silent, so it ends in a space that nobody sees or hears.
            next = next with { Assertive = words == Assertive ? words + '\u00a0' : words };
        }

        var summary = Summary(lanes, live);
        // "No alerts" must not stand a second longer than the screen is live, so an outage is not rate-limited.
        return summary == Polite || (live == WasLive && at - PoliteAt < PoliteEvery) ? next : next with { Polite = summary, PoliteAt = at };
    }

    private static string Summary(IReadOnlyCollection<Lane> lanes, bool live)
    {
        var waiting = lanes.Sum(lane => lane.Calling.Count());
        var alerts = waiting == 0 ? "No unacknowledged alerts" : Plain.Counted(waiting, "unacknowledged alert");
        return live ? $"{alerts}." : "Not live. Reconnecting.";
    }
}
