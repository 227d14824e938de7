using System.Globalization;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Digests;

/// <summary>Periods, states and ways of sending in words.</summary>
public static class DigestWords
{
    /// <summary><c>daily/2026-11-24</c> as "daily, Tue 24 Nov"; <c>now/oakfield/12</c> as "at once, oakfield, up to change 12".</summary>
    public static string Period(string period) => period.Split('/') switch
    {
        ["now", var school, var upTo] => $"at once, {school}, up to change {upTo}",
        ["now", var school, var upTo, "quiet"] => $"at once in quiet hours, {school}, up to change {upTo}",
        [var kind, var date] when DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => $"{kind}, {SchoolTime.Day(day)}",
        _ => period,
    };

    public static string State(string state) => state switch
    {
        "waiting" => "Waiting",
        "sent" => "Sent",
        "dead" => "Given up",
        "nothing" => "Nothing to tell",
        _ => state,
    };

    public static string Channel(string channel) => channel switch { "mail" => "Mail", "webhook" => "Webhook", "teams" => "Teams", _ => channel };
}
