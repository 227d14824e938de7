using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Api.Board;

/// <content>Alerts about a school itself.</content>
internal static partial class AlertSentence
{
    private static string Cluster(Evidence evidence, bool namesCategories)
    {
        var pupils = Plural(evidence.Count ?? 0, "pupil");
        if (Measure(evidence, "yearGroup") is not { } year)
            return $"Concerns link {pupils} with each other {Between(evidence)}.";
        var usual = Measure(evidence, "usual") is { } number ? $"; {Number(number)} would be usual" : "";
        return $"{pupils} of {YearGroup(year)} with a concern of one category{About(evidence, namesCategories)} {Between(evidence)}{usual}.";
    }

    private static string Spike(Evidence evidence, bool namesCategories) =>
        $"{Plural(evidence.Count ?? 0, "concern")} of one category{About(evidence, namesCategories)} in the week from {Day(evidence.WindowFrom)}; {Number(Measure(evidence, "usual"))} a week are usual.";

    private static string Coverage(Evidence evidence) =>
        $"{Number(evidence.Count)} people recorded concerns since {Day(evidence.WindowFrom)}; the training register has {Number(Measure(evidence, "staff"))} staff, leads and deputies.";

    private static string CategoryQuality(Evidence evidence)
    {
        var concerns = Measure(evidence, "concerns") ?? 0;
        return $"{Number(evidence.Count)} of {Plural(concerns, "concern")} since {Day(evidence.WindowFrom)} are filed as 'other'; {Number(Measure(evidence, "categories"))} categories are in use.";
    }

    private static string Triage(Evidence evidence) =>
        $"{Number(evidence.Count)} of {Plural(Measure(evidence, "concerns") ?? 0, "concern")} recorded since {Day(evidence.WindowFrom)} had no action in time.";

    private static string CodeMix(Evidence evidence)
    {
        var (marks, before, marksBefore) = (Measure(evidence, "marks") ?? 0, Measure(evidence, "offSiteBefore") ?? 0, Measure(evidence, "marksBefore") ?? 0);
        return $"Codes B, C, C2, D and X are {Percent(evidence.Count ?? 0, marks)} of the marks since {Day(evidence.WindowFrom)}; before, {Percent(before, marksBefore)}.";
    }

    private static string Training(Evidence evidence)
    {
        var parts = new List<string>();
        void Add(string count, string of, string what)
        {
            if (Measure(evidence, count) is { } overdue and > 0) parts.Add($"{Number(overdue)} of {Number(Measure(evidence, of))} {what}");
        }

        Add("leadsOverdue", "leads", "safeguarding leads and deputies without training in date");
        Add("governorsOverdue", "governors", "governors without induction training");
        Add("staffOverdue", "staff", "staff without training in date");
        Add("leadsExpiring", "leads", "safeguarding leads and deputies whose training runs out soon");
        return parts.Count == 0 ? "Safeguarding training is missing." : $"{string.Join("; ", parts)}.";
    }

    private static string Disproportion(Evidence evidence)
    {
        var what = evidence.Items.Any(item => item.Category == "suspensions") ? "suspended" : "alerted about";
        return $"Since {Day(evidence.WindowFrom)} {Number(evidence.Count)} of {Number(Measure(evidence, "withNeed"))} pupils with special educational needs were {what}, {Number(Measure(evidence, "othersAffected"))} of {Number(Measure(evidence, "others"))} others.";
    }

    private static string AlertLoad(Evidence evidence)
    {
        var leads = Measure(evidence, "leads") ?? 1;
        var median = Measure(evidence, "medianMinutes") is { } minutes ? $" They were taken on after {Number(minutes)} minutes in the median." : "";
        var worth = Measure(evidence, "closed") is { } closed ? $" {Number(Measure(evidence, "useful"))} of {Number(closed)} that people closed were worth the look." : "";
        return $"{Plural(evidence.Count ?? 0, "alert")} of high severity or above since {Day(evidence.WindowFrom)} for {Number(leads)} {(leads == 1 ? "lead" : "leads and deputies")}; {Number(evidence.Threshold)} are as many as they can take.{median}{worth}";
    }

    private static string YearGroup(decimal? year) => year switch
    {
        null => "a year group",
        -1 => "the nursery",
        0 => "reception",
        _ => $"Year {Number(year)}",
    };
}
