using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Api.Board;

/// <content>The rules that read a pupil's register, and what belongs to it.</content>
internal static partial class AlertSentence
{
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static string OfRegister(RuleId rule, Evidence evidence, bool namesCategories) => rule.Value switch
    {
        "ATT-03" => Severe(evidence),
        "ATT-04" => $"{Penalty(evidence)}: a penalty notice must be considered{Notices(evidence)}.",
        "ATT-04w" => $"{Penalty(evidence)}; at 10 a penalty notice must be considered.",
        "ATT-05" => $"{Number(evidence.Count)} unauthorised sessions in a row since {FirstDate(evidence)}: an attendance return to the local authority is due.",
        "ATT-08" => FirstDay(evidence),
        "ATT-01" => Persistent(evidence),
        "ATT-02" => $"Missed {Number(Measure(evidence, "absent"))} of {Number(Measure(evidence, "possible"))} possible sessions so far; if the last {Number(Measure(evidence, "rollingPossible"))} go on, {Number(evidence.Count)} of {Number(Measure(evidence, "possibleInYear"))} by the end of the school year.",
        "ATT-06" => Sickness(evidence),
        "ATT-07" => $"{Plural(evidence.Count ?? evidence.Items.Length, "session")} without a reason yet, the oldest of {FirstDate(evidence)}.",
        "ATT-09" => NotSeen(evidence),
        "ATT-10" => $"Missed {Plural(Measure(evidence, "absent") ?? 0, "session")} in {Plural(evidence.Count ?? 0, "spell")} between {Day(evidence.WindowFrom)} and {Day(evidence.WindowTo)}; {Plural(Measure(evidence, "normalSpells") ?? 0, "spell")} in the {Plural(Measure(evidence, "normalDays") ?? 0, "school day")} before.",
        "ATT-11" => $"{Number(evidence.Count)} of {Number(Measure(evidence, "absentDays"))} absent days in {Number(Measure(evidence, "schoolWeeks"))} school weeks fall on a {Weekday(evidence)}.",
        "ATT-12" => $"{Plural(evidence.Count ?? 0, "spell")} of absence in {Number(Measure(evidence, "schoolWeeks"))} school weeks, half of them of {Plural(Measure(evidence, "medianSessions") ?? 0, "session")} or less.",
        "ATT-13" => $"Late for {Plural(evidence.Count ?? 0, "session")} in {Number(Measure(evidence, "schoolWeeks"))} school weeks, {Number(Measure(evidence, "afterClosing"))} of them after the register closed.",
        "ATT-14" => $"{Plural(evidence.Count ?? 0, "lesson")} missed without leave {Between(evidence)}, on days in school.",
        "ATT-15" => Adrift(evidence),
        "ATT-16" => Leaving(evidence, namesCategories),
        _ => Unknown(evidence),
    };

    private static string Persistent(Evidence evidence)
    {
        var (possible, absent) = (Measure(evidence, "possible") ?? 0, Measure(evidence, "absent") ?? 0);
        return $"By {Day(evidence.WindowTo)}: missed {Number(absent)} of {Number(possible)} possible sessions this school year ({Percent(absent, possible)}); persistent from 10 %.";
    }

    private static string Sickness(Evidence evidence)
    {
        var what = Measure(evidence, "withoutBreak") > Measure(evidence, "schoolYear") ? "without a break" : "this school year";
        var next = evidence.Threshold >= 30 ? "a sickness return to the local authority is due" : "at 30 a sickness return to the local authority is due";
        return $"{Plural(evidence.Count ?? 0, "session")} of illness {what}: {next}.";
    }

    private static string NotSeen(Evidence evidence)
    {
        var seen = evidence.Items.FirstOrDefault(item => item.Category == "last-seen");
        var attended = evidence.Items.FirstOrDefault(item => item.Category == "last-attended");
        var last = seen is not null && (attended is null || seen.Date >= attended.Date) ? $"last seen on {Day(seen.Date)}" : attended is null ? "not seen" : $"last in school on {Day(attended.Date)}";
        var next = evidence.Threshold >= 40 ? " The grounds for deletion from the roll are to be checked with the local authority." : "";
        return $"{Plural(evidence.Count ?? 0, "unauthorised session")} in a row since {Day(evidence.WindowFrom)}, {last}.{next}";
    }

    private static string Weekday(Evidence evidence) => Measure(evidence, "weekday") is { } day and >= 1 and <= 7 ? Weekdays[(int)day - 1] : "single weekday";

    private static string Adrift(Evidence evidence)
    {
        string[] parts =
        [
            .. Said("partTimeTooLong", $"part-time leave in {Plural(Measure(evidence, "partTimeWeeks") ?? 0, "school week")} without a recent review"),
            .. Said("partTimeWithoutPlan", "part-time leave without a plan"), .. Said("offSiteWithoutPlan", "sessions off site without a plan"),
            .. Said("reviewOverdue", "a placement whose review is overdue"),
        ];
        var text = parts.Length == 0 ? "part-time or off-site provision adrift" : string.Join("; ", parts);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

        IEnumerable<string> Said(string measure, string words) => Measure(evidence, measure) > 0 ? [words] : [];
    }

    // Which plan a child has does not belong on a wall; that there is a reason to look does.
    private static string Leaving(Evidence evidence, bool namesCategories)
    {
        var signs = evidence.Items.Select(item => item.Category).OfType<string>().ToHashSet(StringComparer.Ordinal);
        string[] named =
        [
            .. signs.Any(sign => sign.EndsWith("-plan", StringComparison.Ordinal)) ? ["a plan in force"] : Array.Empty<string>(),
            .. signs.Contains("suspension") ? ["suspensions"] : Array.Empty<string>(),
            .. signs.Contains("severe-absence") ? ["severe absence"] : Array.Empty<string>(),
        ];
        var why = namesCategories && named.Length > 0 ? $", with {string.Join(" and ", named)} before it" : "";
        var notices = evidence.Items.Where(item => item.Category is "elective-home-education" or "transfer" or "unknown").Select(item => item.Date).ToList();
        return $"Notice of leaving the roll on {Day(notices.Count > 0 ? notices.Min() : evidence.WindowTo)}{why}: the local authority has not decided yet.";
    }
}
