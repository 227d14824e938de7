using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Api.Board;

/// <summary>The evidence of an alert in one plain sentence, with the numbers. No name, no free text: it stands on a wall.</summary>
internal static class AlertSentence
{
    public static string Of(RuleId rule, Evidence evidence) => rule.Value switch
    {
        "ATT-03" => Severe(evidence),
        "ATT-04" or "ATT-04w" => $"{Number(evidence.Count)} unauthorised sessions in 10 school weeks (threshold 10), the last on {LastDate(evidence)}.",
        "ATT-05" => $"{Number(evidence.Count)} unauthorised sessions in a row since {FirstDate(evidence)}; an attendance return is due at {Number(evidence.Threshold)}.",
        "ATT-08" => FirstDay(evidence),
        "SG-01" => $"{Plural(evidence.Count ?? evidence.Items.Length, "immediate concern")} without an action ({Categories(evidence)}), recorded {LastDate(evidence)}.",
        "SG-02" => $"{Number(evidence.Count)} low-severity concerns between {FirstDate(evidence)} and {LastDate(evidence)} ({Categories(evidence)}).",
        "SCH-01" => $"{Number(evidence.Count)} pupils without a mark{Session(evidence)}{OnRoll(evidence)}, 30 minutes after the register closed.",
        "TRU-05" => Stale(evidence),
        _ => evidence.Count is { } count ? $"{Number(count)} of {Number(evidence.Threshold)}." : "See the evidence.",
    };

    private static string Severe(Evidence evidence) =>
        Measure(evidence, "absent") is { } absent && Measure(evidence, "possible") is { } possible
            ? $"Missed {Number(absent)} of {Number(possible)} possible sessions this year ({Percent(absent, possible)}); the line is 50 %."
            : $"Missed {Number(evidence.Count)}; the line is {Number(evidence.Threshold)}.";

    private static string FirstDay(Evidence evidence)
    {
        var missing = evidence.Items.FirstOrDefault(item => item.Category is null);
        var mark = missing?.Code is { } code ? $"mark {code}" : "no mark";
        return missing is null ? "Not in school and no reason known." : $"{missing.Session} of {Day(missing.Date)}: {mark} 30 minutes after the register closed.";
    }

    private static string Stale(Evidence evidence)
    {
        var feeds = evidence.Items.Where(item => item.Id is not null).Select(item => item.Id == "mis" ? "the MIS" : item.Id).ToList();
        return feeds.Count > 0
            ? $"No complete read of {string.Join(" and ", feeds)} for more than 30 minutes. What is shown may be out of date."
            : "No register mark of today has arrived. What is shown may be out of date.";
    }

    private static string Categories(Evidence evidence) => string.Join(", ", evidence.Items
        .Select(item => item.Category).OfType<string>().SelectMany(category => category.Split(',', StringSplitOptions.TrimEntries))
        .Distinct().Take(3).Select(category => category.Replace('-', ' ')));

    private static string Session(Evidence evidence) =>
        evidence.Items.FirstOrDefault()?.Session is { } session ? $" in the {session} register" : "";

    private static string OnRoll(Evidence evidence) =>
        (Measure(evidence, "onRoll") ?? Measure(evidence, "expected")) is { } roll ? $" of {Number(roll)}" : "";

    private static decimal? Measure(Evidence evidence, string name) =>
        evidence.Measures.FirstOrDefault(measure => measure.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))?.Value;

    private static string FirstDate(Evidence evidence) => evidence.Items.Length > 0 ? Day(evidence.Items.Min(item => item.Date)) : Day(evidence.WindowFrom);

    private static string LastDate(Evidence evidence) => evidence.Items.Length > 0 ? Day(evidence.Items.Max(item => item.Date)) : Day(evidence.WindowTo);

    private static string Day(DateOnly? date) => date?.ToString("d MMMM", CultureInfo.InvariantCulture) ?? "an unknown date";

    private static string Percent(decimal part, decimal whole) => whole == 0 ? "no sessions" : (part * 100 / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Plural(decimal count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "some";
}
