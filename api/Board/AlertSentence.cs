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
    /// <param name="nameOfSchool">What people call a school, by its id; null: the id stands for it.</param>
    public static string Of(RuleId rule, Evidence evidence, bool namesCategories = true, Func<string, string>? nameOfSchool = null) => rule.Value.Split('-')[0] switch
    {
        "ATT" => OfRegister(rule, evidence, namesCategories),
        "EXC" or "BEH" or "CMP" => OfConduct(rule, evidence),
        "SG" => OfConcerns(rule, evidence, namesCategories),
        "SCH" => OfSchool(rule, evidence, namesCategories),
        "TRU" => OfTrust(rule, evidence, namesCategories, nameOfSchool ?? (static school => school)),
        "SYS" when evidence.Items is [{ } failed, ..] => $"{failed.Id} could not be worked out ({failed.Category}). What it told before stands. Whoever looks after RiskMonitor must see to it.",
        _ => Unknown(evidence),
    };

    private static string OfConduct(RuleId rule, Evidence evidence) => rule.Value switch
    {
        "BEH-01" => $"{Number(evidence.Count)} behaviour incidents between {Day(evidence.WindowFrom)} and {Day(evidence.WindowTo)}; {Number(Measure(evidence, "expected"))} would be usual for this pupil.",
        "CMP-01" => Together(evidence),
        "EXC-01" => TermSuspension(evidence),
        "EXC-02" => $"Suspended for {Plural(evidence.Count ?? 0, "day")} this school year; the law allows {Number(Measure(evidence, "mostDays") ?? 45)}.",
        "EXC-03" => $"{Number(evidence.Count)} suspensions {Between(evidence)}, {Plural(Measure(evidence, "days") ?? 0, "day")} in all.",
        _ => Unknown(evidence),
    };

    private static string OfConcerns(RuleId rule, Evidence evidence, bool namesCategories) => rule.Value switch
    {
        "SG-01" => $"{Plural(evidence.Count ?? evidence.Items.Length, "immediate concern")} without an action yet{About(evidence, namesCategories)}, recorded {Day(LastRecorded(evidence))}.",
        "SG-02" => $"{Number(evidence.Count)} low-severity concerns{Recorders(evidence)} {Between(evidence)}{About(evidence, namesCategories)}.",
        "SG-03" => $"{Number(evidence.Count)} concerns {Between(evidence)}, each more severe than the one before: severity {Number(Measure(evidence, "firstSeverity"))} to {Number(Measure(evidence, "lastSeverity"))}, not reviewed since{About(evidence, namesCategories)}.",
        "SG-04" => $"{Number(evidence.Count)} concerns{(namesCategories ? " about neglect" : " of one kind")} in {Number(Measure(evidence, "weeks"))} different weeks, {Between(evidence)}.",
        "SG-05" => AfterConcern(evidence, namesCategories),
        "SG-06" => Untouched(evidence, namesCategories),
        "SG-07" => MentalHealth(evidence, namesCategories),
        "SG-08" => StatusChange(evidence, namesCategories),
        "SG-09" => SilentChild(evidence),
        "SG-10" => FileTransfer(evidence, namesCategories),
        "SG-11" => Household(evidence),
        "SG-12" => BetweenChildren(evidence, namesCategories),
        _ => Unknown(evidence),
    };

    private static string OfSchool(RuleId rule, Evidence evidence, bool namesCategories) => rule.Value switch
    {
        "SCH-01" => Register(evidence),
        "SCH-02" => Cluster(evidence, namesCategories),
        "SCH-03" => Spike(evidence, namesCategories),
        "SCH-04" => UnderReporting(evidence),
        "SCH-05" => ZeroReports(evidence),
        "SCH-06" => Coverage(evidence),
        "SCH-07" => CategoryQuality(evidence),
        "SCH-08" => Triage(evidence),
        "SCH-09" => CodeMix(evidence),
        "SCH-10" => Training(evidence),
        "SCH-11" => Disproportion(evidence),
        "SCH-12" => AlertLoad(evidence),
        _ => Unknown(evidence),
    };

    private static string OfTrust(RuleId rule, Evidence evidence, bool namesCategories, Func<string, string> nameOfSchool) => rule.Value switch
    {
        "TRU-01" => Outlier(evidence, namesCategories, nameOfSchool),
        "TRU-02" => MovedChild(evidence, nameOfSchool),
        "TRU-03" => Theme(evidence, namesCategories),
        "TRU-04" => BoardCadence(evidence),
        "TRU-05" => Stale(evidence),
        _ => Unknown(evidence),
    };

    private static string Unknown(Evidence evidence) => evidence.Count is { } count ? $"{Number(count)} of {Number(evidence.Threshold)}." : "See the evidence.";

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

    private static string TermSuspension(Evidence evidence)
    {
        var what = Measure(evidence, "permanent") > 0 ? "Permanently excluded" : $"Suspended for {Plural(evidence.Count ?? 0, "day")} this term";
        var exam = Measure(evidence, "examsMissed") > 0 ? ", a public examination is missed" : "";
        var deadline = evidence.Items.FirstOrDefault(item => item.Category == "governors-deadline");
        var governors = Measure(evidence, "governorsMustMeet") is null or 0 ? "the governors meet if a parent asks"
            : deadline is null ? "the governors must meet" : $"the governors must meet by {Day(deadline.Date)}";
        return $"{what}{exam}: {governors}.";
    }

    private static string Together(Evidence evidence)
    {
        var raised = evidence.Items.Where(item => item.Category == "raised").ToDictionary(item => item.Code ?? "", item => item.Date);
        string Since(string rule, string what) => raised.TryGetValue(rule, out var date) ? $"{what} (since {Day(date)})" : "";
        var absence = new[] { Since("ATT-10", "a sudden change in attendance"), Since("ATT-12", "many short spells of absence") }.Where(each => each.Length > 0);
        return $"{Since("BEH-01", "Behaviour unlike the pupil's own")} together with {string.Join(" and ", absence)}.";
    }

    private static string AfterConcern(Evidence evidence, bool namesCategories)
    {
        var concerns = evidence.Items.Where(item => item.Session is null).ToList();
        var unauthorised = Measure(evidence, "unauthorised") is { } some and > 0 ? $", {Number(some)} of them unauthorised," : "";
        var date = concerns.Count == 0 ? "" : $" of {Day(concerns.Max(item => item.Date))}";
        return $"{Number(evidence.Count)} sessions missed{unauthorised} in the school days after a concern{date}{About(evidence with { Items = [.. concerns] }, namesCategories)}.";
    }

    private static string Untouched(Evidence evidence, bool namesCategories)
    {
        var (untouched, old) = (Measure(evidence, "untouched") ?? evidence.Count ?? 0, Measure(evidence, "withoutUpdate") ?? 0);
        var first = untouched > 0 ? $"{Plural(untouched, "concern")} without a first action in time" : "";
        var second = old > 0 ? $"{Plural(old, "open concern")} without an update for more than ten school days" : "";
        return $"{string.Join("; ", new[] { first, second }.Where(each => each.Length > 0))}{About(evidence, namesCategories)}, the oldest recorded {Day(FirstRecorded(evidence))}.";
    }

    private static string MentalHealth(Evidence evidence, bool namesCategories)
    {
        var spells = Measure(evidence, "illnessSpells") ?? 0;
        var absence = Measure(evidence, "suddenChange") > 0 ? "a sudden change in attendance" : Plural(spells, "spell") + " of illness";
        return namesCategories
            ? $"{Number(evidence.Count)} mental-health concerns and {absence} between {Day(evidence.WindowFrom)} and {Day(evidence.WindowTo)}."
            : $"{Number(evidence.Count)} concerns together with absence between {Day(evidence.WindowFrom)} and {Day(evidence.WindowTo)}.";
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

    // That it is a plan or an order, and which, stands where the categories of concerns do.
    private static string StatusChange(Evidence evidence, bool namesCategories)
    {
        if (evidence.Items.LastOrDefault(item => item.Category == "new") is not { } now)
            return namesCategories ? "A plan or care order has begun or ended." : "Something has changed: whoever may open the case sees what.";
        var before = evidence.Items.LastOrDefault(item => item.Category == "old")?.Code ?? "none";
        return namesCategories
            ? $"A plan or care order began or ended on {Day(now.Date)}: {before}, then {now.Code}. Watched until {Day(evidence.WindowTo)}."
            : $"Something changed on {Day(now.Date)}, and is watched until {Day(evidence.WindowTo)}: whoever may open the case sees what.";
    }

    private static string SilentChild(Evidence evidence)
    {
        var last = evidence.Items.FirstOrDefault(item => item.Category == "last-record");
        return $"By {Day(evidence.WindowTo)}: no concern, action or contact recorded for {Plural(evidence.Count ?? 0, "school day")}; {(last is null ? "nothing is recorded before either" : $"the last was on {Day(last.Date)}")}.";
    }

    // That there is a child-protection file stands where the categories of concerns do.
    private static string FileTransfer(Evidence evidence, bool namesCategories)
    {
        var (moved, allowed) = (Day(evidence.WindowFrom), Number(evidence.Threshold));
        if (!namesCategories)
            return $"Due since a move on {moved}: whoever may open the case sees what.";
        return evidence.Items.LastOrDefault()?.Category switch
        {
            "not-sent" => $"Left on {moved}: the child-protection file was not sent within {allowed} days.",
            "not-confirmed" => $"Left on {moved}: nobody has confirmed within {allowed} days that the child-protection file came.",
            _ => $"Joined on {moved} with a safeguarding history: no file from the school before within {allowed} school days.",
        };
    }

    private static string Household(Evidence evidence) => evidence.Items.Any(item => item.Category == "serious-alert")
        ? $"A serious alert about {(evidence.Count == 1 ? "a child" : $"{Number(evidence.Count)} children")} of the same household since {FirstDate(evidence)}: does it concern this child too?"
        : $"Concerns about {Number(evidence.Count)} children of one household, {Between(evidence)}.";

    private static string BetweenChildren(Evidence evidence, bool namesCategories)
    {
        if (!namesCategories)
            return $"Recorded {Between(evidence)}: whoever may open the case sees what.";
        var (alleged, target) = (Measure(evidence, "eventsAlleged") ?? 0, Measure(evidence, "eventsAsTarget") ?? 0);
        string[] parts =
        [
            .. alleged > 0 ? [$"in {Plural(alleged, "event")} as said to have harmed {Number(Measure(evidence, "others"))} others"] : Array.Empty<string>(),
            .. target > 0 ? [$"in {Plural(target, "event")} as the one harmed"] : Array.Empty<string>(),
        ];
        return $"Named {string.Join(" and ", parts)}, {Between(evidence)}. Events, not conclusions: each child in them is to be supported.";
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

    private static DateOnly? FirstRecorded(Evidence evidence) => evidence.Items.Length == 0
        ? evidence.WindowFrom
        : evidence.Items.Min(item => item.RecordedAt is { } at ? SchoolTime.DateOf(at) : item.Date);

    private static decimal? Measure(Evidence evidence, string name) =>
        evidence.Measures.FirstOrDefault(measure => string.Equals(measure.Name, name, StringComparison.Ordinal))?.Value;

    private static string FirstDate(Evidence evidence) => Day(evidence.Items.Length > 0 ? evidence.Items.Min(item => item.Date) : evidence.WindowFrom);

    private static string Half(Session? session) => session switch { Session.AM => "Morning", Session.PM => "Afternoon", _ => "Session" };

    private static string Day(DateOnly? date) => date?.ToString("d MMMM", CultureInfo.InvariantCulture) ?? "an unknown date";

    private static string Percent(decimal part, decimal whole) => whole == 0 ? "no sessions" : (part * 100 / whole).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Plural(decimal count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(decimal? value) => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "some";
}
