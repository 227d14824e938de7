using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Board;

/// <summary>How calm a lane's line may look.</summary>
public enum LaneTone
{
    Quiet,
    Busy,
    Doubtful,
}

/// <summary>What a lane says about itself.</summary>
public sealed record LaneLine(LaneTone Tone, string Text);

/// <summary>The sentences of a lane, in one pure place: silence is only called quiet when the screen is live and every source is fresh.</summary>
public static class LaneWords
{
    public static LaneLine Line(BoardModel model, Lane lane)
    {
        if (model.Revoked)
        {
            return new(LaneTone.Doubtful, "Your access to this school was taken back.");
        }

        if (!model.Known || model.Freshness is not { } freshness)
        {
            return new(LaneTone.Doubtful, "Waiting for the first answer. Nothing is known yet.");
        }

        if (model.NotLiveSince is not null)
        {
            return new(LaneTone.Doubtful, $"Shown as it stood at {SchoolTime.Clock(model.SchoolNow(model.NotLiveSince.Value))}.");
        }

        if (freshness.Baseline)
        {
            return new(LaneTone.Doubtful, "The first import is under way. What is already true is being listed and nobody is alerted; an empty board says nothing yet.");
        }

        return Standing(lane, freshness);
    }

    /// <summary>Always shown: "Last evaluated 09:41:07, 9,412 marks today". A trust has no marks of its own, and none would read as silence.</summary>
    public static string Evaluated(BoardFreshness freshness, bool isTrusts = false) =>
        $"Last evaluated {SchoolTime.ClockWithSeconds(freshness.LastEvaluatedAt)}" + (isTrusts ? "" : $", {Plain.Number(freshness.MarksToday)} marks today");

    /// <summary>"Registers received 23 of 26, last 09:12"; with the day when it was another.</summary>
    public static string Registers(RegisterChip registers, DateTimeOffset now) =>
        $"Registers received {Plain.Number(registers.Received)} of {Plain.Number(registers.Expected)}"
        + (registers.LastAt is { } last ? $", last {SchoolTime.Since(last, now)}" : "");

    /// <summary>"CPOMS: stale, last read 09:02"; with the day when it was another: Friday's reading is not Monday's.</summary>
    public static string Feed(FeedChip feed, DateTimeOffset now) => feed switch
    {
        { Feed: "imported-concerns", LastCompleteAt: { } imported } => $"Concerns imported {SchoolTime.DayAndClock(imported)}",
        { LastCompleteAt: null } => $"{FeedName(feed.Feed)}: never read",
        { Stale: true } => $"{FeedName(feed.Feed)}: stale, last read {SchoolTime.Since(feed.LastCompleteAt.Value, now)}",
        _ => $"{FeedName(feed.Feed)} read {SchoolTime.Since(feed.LastCompleteAt.Value, now)}",
    };

    public static string FeedName(string feed) => feed.ToLowerInvariant() switch
    {
        "mis" => "MIS",
        "cpoms" => "CPOMS",
        "wonde" => "MIS (Wonde)",
        "safeguarding" => "Safeguarding",
        "imported-concerns" => "Imported concerns",
        _ => Plain.Label(feed),
    };

    private static LaneLine Standing(Lane lane, BoardFreshness freshness)
    {
        var waiting = lane.Calling.Count();
        var stale = freshness.Feeds.Where(feed => feed.Stale).Select(feed => FeedName(feed.Feed)).ToList();
        if (waiting > 0)
        {
            return new(LaneTone.Busy, $"{Plain.Counted(waiting, "unacknowledged alert")}.");
        }

        if (lane.HeldBack.Count > 0)
        {
            return new(LaneTone.Doubtful, $"No other unacknowledged alerts; held back until the register is complete: {Plain.Counted(lane.HeldBack.Count, "pupil")} without a mark.");
        }

        if (stale.Count > 0 || lane.Banners.Count > 0)
        {
            return new(LaneTone.Doubtful, $"No unacknowledged alerts, but {(stale.Count > 0 ? string.Join(" and ", stale) : "a source")} has not been read lately: this silence proves nothing.");
        }

        return new(LaneTone.Quiet, lane.Hidden > 0 ? "Nothing unacknowledged matches the filter." : "No unacknowledged alerts.");
    }
}
