using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Feeds;

/// <summary>How a feed stands, in the words of whoever must get it going again.</summary>
public static class FeedWords
{
    public static string Name(FeedReport feed) => feed.Feed switch
    {
        "mis" => $"MIS, by {Product(feed.Source)}",
        "imported-concerns" => "Concerns, by CSV files that people import",
        "concerns" => $"Concerns, by {Product(feed.Source)}",
        _ => $"{Plain.Label(feed.Feed)}, by {Product(feed.Source)}",
    };

    /// <summary>Nobody polls it: it is as fresh as the last file.</summary>
    public static bool IsImported(FeedReport feed) => feed.Feed == "imported-concerns";

    /// <summary>In two words beside the name; never by colour alone.</summary>
    public static string State(FeedReport feed) =>
        IsImported(feed) ? feed.LastCompleteAt is null ? "Never imported" : "Imported"
        : feed.UnderWay is not null ? "Being read now"
        : feed.Trouble is not null ? "Not complete"
        : feed.LastCompleteAt is null ? "Never read"
        : "Complete";

    public static string Tone(FeedReport feed) => feed switch
    {
        { Trouble: not null } => "bad",
        { LastCompleteAt: null } => "unknown",
        _ => "good",
    };

    public static string When(DateTimeOffset? at, DateTimeOffset now, string never) => at switch
    {
        { } past when past <= now => $"{SchoolTime.DayAndClock(past)} ({Ago(now - past)})",
        { } ahead => SchoolTime.DayAndClock(ahead),
        null => never,
    };

    /// <summary>What the source says of itself, which is not what we have read of it.</summary>
    public static string Source(FeedReport feed) => feed switch
    {
        _ when IsImported(feed) => "is a file that somebody exports; nothing comes until somebody imports the next one",
        { ProbedAt: null } => "has not answered yet",
        { IsOnline: false } => $"says that the school's own system cannot be reached (asked {When(feed.ProbedAt, feed.Now, "")})",
        { LastSyncAt: { } synced } => $"last heard from the school {When(synced, feed.Now, "")}",
        _ => $"answered {When(feed.ProbedAt, feed.Now, "")}; it does not say when it last heard from the school",
    };

    /// <summary>Nothing read is several things, and each is said.</summary>
    public static string Coverage(StreamReport stream) => stream switch
    {
        { IsLost: true, Coverage: "NotSupplied" } => "Was supplied, and is no longer. What changed since is not known.",
        { IsLost: true } => "Permission taken away: it could be read, and may no more. What changed since is not known.",
        { Coverage: "NotPermitted" } => "Not permitted: the source may have it, and we may not read it. Nothing here does not mean that there is nothing.",
        { Coverage: "NotSupplied" } => "Not supplied: the school's system does not give this to the source. Nothing here does not mean that there is nothing.",
        { Coverage: "IncludeRejected" } => "Read in part: the source refused some of the fields.",
        { Coverage: "Unknown" } => "Not read yet.",
        { OffRoll: > 0 } => $"Read. {Plain.Counted(stream.OffRoll, "link")} to pupils who are on no roll we know, leavers mostly, wait for a roll that has them.",
        { Accepted: 0, Stream: "codes" or "categories" or "students" or "groups" or "deletions" } => "Read: a list that the others need, without facts of its own.",
        { Accepted: 0 } => "Read, and absent: the school has recorded none, as far back as we look.",
        _ => "Read.",
    };

    public static string Frozen(FrozenChangeText frozen) => $"The roll stands as it was: {Plain.Number(frozen.Going)} of {Plain.Counted(frozen.Known, "pupil")} would go from it at once.";

    public static string Waiting(FeedReport feed)
    {
        var rows = feed.Streams.Sum(stream => stream.Quarantined);
        return feed.Streams.Any(stream => stream.HasMore) ? $"more than {Plain.Number(rows)}" : Plain.Number(rows);
    }

    public static string Waiting(StreamReport stream) => stream.HasMore ? $"more than {Plain.Number(stream.Quarantined)}" : Plain.Number(stream.Quarantined);

    public static string Progress(FeedReport feed) => feed.UnderWay switch
    {
        { Stream.Length: 0 } now => $"Reading since {SchoolTime.Clock(now.StartedAt)}: asking the source how it is.",
        { } now => $"Reading since {SchoolTime.Clock(now.StartedAt)}: {Plain.Counted(now.Pages, "page")} and {Plain.Counted(now.Rows, "row")} so far, now {Plain.Label(now.Stream).ToLowerInvariant()}.",
        null when feed.Trouble is not null => "No sweep is under way. The last one failed.",
        null when feed.LastCompleteAt is null => "No sweep is under way, and none has been complete.",
        null => "No sweep is under way. The last one was complete.",
    };

    public static string Outcome(SweepReport sweep) => sweep.Outcome switch
    {
        "running" => "Running",
        "complete" => "Complete",
        "failed" => $"Failed. {sweep.Trouble}",
        _ => "Interrupted: the program ended during it. The next sweep began where this one did.",
    };

    public static string Took(SweepReport sweep) => sweep.EndedAt switch
    {
        null => "",
        { } ended when ended - sweep.StartedAt < TimeSpan.FromSeconds(1) => "under 1 s",
        { } ended when ended - sweep.StartedAt < TimeSpan.FromMinutes(2) => $"{Plain.Number((long)(ended - sweep.StartedAt).TotalSeconds)} s",
        { } ended => Ages.Short(ended - sweep.StartedAt),
    };

    private static string Ago(TimeSpan age) => Ages.Short(age) is var text && text == "just now" ? text : $"{text} ago";

    private static string Product(string source) => source switch
    {
        "wonde" => "Wonde",
        "assembly" => "Assembly",
        "safeguarding-source" => "Safeguarding Source",
        _ => Plain.Label(source),
    };
}
