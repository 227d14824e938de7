using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Api.Board;

/// <summary>The evidence of an alert in one plain sentence, with the numbers. No name, no free text: it stands on a wall.</summary>
internal static partial class AlertSentence
{
    private const int GroupsNamed = 4;
    private const int CategoriesNamed = 3;

    /// <param name="namesCategories">False for a screen that anybody may pass: that there is a concern, not what it is about.</param>
    public static string Of(RuleId rule, Evidence evidence, bool namesCategories = true) => rule.Value switch
    {
        "ATT-03" => Severe(evidence),
        "ATT-04" => $"{Penalty(evidence)}: a penalty notice must be considered{Notices(evidence)}.",
        "ATT-04w" => $"{Penalty(evidence)}; at 10 a penalty notice must be considered.",
        "ATT-05" => $"{Number(evidence.Count)} unauthorised sessions in a row since {FirstDate(evidence)}: an attendance return to the local authority is due.",
        "ATT-08" => FirstDay(evidence),
        "SG-01" => $"{Plural(evidence.Count ?? evidence.Items.Length, "immediate concern")} without an action yet{About(evidence, namesCategories)}, recorded {Day(LastRecorded(evidence))}.",
        "SG-02" => $"{Number(evidence.Count)} low-severity concerns{Recorders(evidence)} {Between(evidence)}{About(evidence, namesCategories)}.",
        "SCH-01" => Register(evidence),
        "SCH-04" => UnderReporting(evidence),
        "SCH-05" => ZeroReports(evidence),
        "SCH-02" => Cluster(evidence, namesCategories),
        "SCH-03" => Spike(evidence, namesCategories),
        "SCH-06" => Coverage(evidence),
        "SCH-07" => CategoryQuality(evidence),
        "SCH-08" => Triage(evidence),
        "SCH-09" => CodeMix(evidence),
        "SCH-10" => Training(evidence),
        "SCH-11" => Disproportion(evidence),
        "SCH-12" => AlertLoad(evidence),
        "TRU-01" => Outlier(evidence, namesCategories),
        "TRU-02" => MovedChild(evidence),
        "TRU-03" => Theme(evidence, namesCategories),
        "TRU-04" => BoardCadence(evidence),
        "TRU-05" => Stale(evidence),
        _ => evidence.Count is { } count ? $"{Number(count)} of {Number(evidence.Threshold)}." : "See the evidence.",
    };

    // The rule looks at the year first and at the last sixty sessions only when less than half of the year is missed.
    private static string Severe(Evidence evidence)
    {
        if (Measure(evidence, "possible") is not { } possible || Measure(evidence, "absent") is not { } absent)
            return $"Missed {Number(evidence.Count)} possible sessions; severe from {Number(evidence.Threshold)}.";
        var by = evidence.WindowTo is { } date ? $"By {Day(date)}: missed" : "Missed";
        if (absent * 2 >= possible)
            return $"{by} {Number(absent)} of {Number(possible)} possible sessions this school year ({Percent(absent, possible)}); severe from 50 %.";
        return $"{by} {Number(evidence.Count)} of the last {Number(Measure(evidence, "rollingPossible"))} possible sessions; severe from {Number(evidence.Threshold)}.";
    }

    // The evidence stands as it was when the number was reached; there may be more by now.
    private static string Penalty(Evidence evidence) =>
        $"Reached {Number(evidence.Count)} unauthorised sessions in 10 school weeks on {Day(evidence.Items.Length > 0 ? evidence.Items.Max(item => item.Date) : evidence.WindowTo)}";

    private static string Notices(Evidence evidence) =>
        Measure(evidence, "noticesInThreeYears") is { } notices and > 0 ? $" ({Plural(notices, "notice")} in the last three years)" : "";

    private static string FirstDay(Evidence evidence)
    {
        if (evidence.Items.FirstOrDefault(item => item.Category is null) is not { } missing)
            return "Not in school and no reason known.";
        var mark = missing.Code switch
        {
            null => "no mark",
            "N" => "N, no reason yet,",
            "O" => "O, unauthorised,",
            "G" => "G, holiday not granted,",
            var code => $"mark {code}",
        };
        var seen = evidence.Items.FirstOrDefault(item => item.Category == "last-attended");
        return $"{Half(missing.Session)} of {Day(missing.Date)}: {mark} half an hour after the register closed.{(seen is null ? "" : $" Last in school on {Day(seen.Date)}.")}";
    }

    private static string Register(Evidence evidence)
    {
        var roll = Measure(evidence, "onRoll") is { } expected ? $" of {Number(expected)}" : "";
        var session = evidence.Items.FirstOrDefault()?.Session;
        var groups = evidence.Items.Select(item => item.Category).OfType<string>().Distinct().ToList();
        var none = groups.Count == 0 ? "" : $" None at all in {string.Join(", ", groups.Take(GroupsNamed))}{(groups.Count > GroupsNamed ? $" and {groups.Count - GroupsNamed} more" : "")}.";
        return $"{Number(evidence.Count)}{roll} pupils without a mark in the {Half(session).ToLowerInvariant()} register, half an hour after it closed.{none}";
    }

    private static string Stale(Evidence evidence)
    {
        var feeds = evidence.Items.Where(item => item.Id is not null).Select(item => item.Id == "mis" ? "the MIS" : item.Id).ToList();
        var read = feeds.Count > 0 ? $"No complete read of {string.Join(" and ", feeds)} for more than 30 minutes. " : "";
        var marks = evidence.Count is not null || feeds.Count == 0 ? "No register mark of today has arrived. " : "";
        return $"{read}{marks}What is shown may be out of date.";
    }

    private static string Recorders(Evidence evidence) =>
        Measure(evidence, "recorders") is { } people ? $" from {Number(people)} {(people == 1 ? "person" : "people")}" : "";

    private static string Between(Evidence evidence)
    {
        var (first, last) = (FirstDate(evidence), Day(evidence.Items.Length > 0 ? evidence.Items.Max(item => item.Date) : evidence.WindowTo));
        return first == last ? $"on {first}" : $"between {first} and {last}";
    }

    private static string About(Evidence evidence, bool namesCategories) => namesCategories ? $" ({Categories(evidence)})" : "";

    private static string Categories(Evidence evidence) => string.Join(", ", evidence.Items
        .Select(item => item.Category).OfType<string>().SelectMany(category => category.Split(',', StringSplitOptions.TrimEntries))
        .Distinct().Take(CategoriesNamed).Select(InWords));

    private static string InWords(string category) => category switch
    {
        "disclosure-physical" => "physical disclosure",
        "disclosure-sexual" => "sexual disclosure",
        "fgm" => "FGM",
        "child-on-child" => "child on child",
        _ => category.Replace('-', ' '),
    };

    private static DateOnly? LastRecorded(Evidence evidence) => evidence.Items.Length == 0
        ? evidence.WindowTo
        : evidence.Items.Max(item => item.RecordedAt is { } at ? SchoolTime.DateOf(at) : item.Date);

    private static decimal? Measure(Evidence evidence, string name) =>
        evidence.Measures.FirstOrDefault(measure => string.Equals(measure.Name, name, StringComparison.Ordinal))?.Value;

    private static string FirstDate(Evidence evidence) => Day(evidence.Items.Length > 0 ? evidence.Items.Min(item => item.Date) : evidence.WindowFrom);

    private static string Half(Session? session) => session switch { Session.AM => "Morning", Session.PM => "Afternoon", _ => "Session" };

    private static string Day(DateOnly? date) => date?.ToString("d MMMM", CultureInfo.InvariantCulture) ?? "an unknown date";

    private static string Percent(decimal part, decimal whole) => whole == 0 ? "no sessions" : (part * 100 / whole).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Plural(decimal count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(decimal? value) => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "some";
}
