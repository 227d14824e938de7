using System.Globalization;
using RiskMonitor.Domain.Alerts;

namespace RiskMonitor.Api.Board;

/// <content>What comes of comparing schools.</content>
internal static partial class AlertSentence
{
    private const decimal LeastLimitShown = 0.1m;

    private static string UnderReporting(Evidence evidence)
    {
        var told = new List<string>(2);
        if (Measure(evidence, "surveyLowerBound") is { } bound)
            told.Add($"{Plural(Measure(evidence, "recordedPupils") ?? 0, "pupil")} recorded, where by the survey at least {Number(bound)} told an adult");
        if (Measure(evidence, "expectedConcerns") is { } expected)
            told.Add($"{Plural(Measure(evidence, "recordedConcerns") ?? 0, "concern")}, where the peers' rate makes {Number(expected)}");
        return $"Child on child, since {Day(evidence.WindowFrom)}: {string.Join("; ", told)}. Few reports do not mean that little happens.";
    }

    private static string ZeroReports(Evidence evidence) =>
        $"No child-on-child concern since {Day(evidence.WindowFrom)}, in {Number(Measure(evidence, "schoolDays"))} school days; the peers' rate makes {Number(evidence.Count)}. No reports do not mean that nothing happens.";

    private static string Outlier(Evidence evidence, bool namesCategories, Func<string, string> nameOfSchool)
    {
        var item = evidence.Items.FirstOrDefault();
        var what = item?.Category switch
        {
            "suspended" => "pupils suspended",
            "persistently-absent" => "pupils persistently absent",
            "child-on-child" when namesCategories => "pupils with a child-on-child concern",
            _ => "pupils with a concern",
        };

        // Not by the limit: it is rounded, and a low one may have become 0.
        var isMany = evidence.Count * Measure(evidence, "trustOnRoll") > Measure(evidence, "trustCount") * Measure(evidence, "onRoll");
        var limit = isMany ? $"at most {Number(evidence.Threshold)}" : $"at least {Number(Math.Max(evidence.Threshold ?? 0, LeastLimitShown))}";
        return $"{(item?.Id is { } school ? nameOfSchool(school) : "A school")}: {Number(evidence.Count)} of {Number(Measure(evidence, "onRoll"))} {what} since {Day(evidence.WindowFrom)}; by the trust's own rate {limit}.";
    }

    private static string MovedChild(Evidence evidence, Func<string, string> nameOfSchool)
    {
        var schools = string.Join(" and ", evidence.Items.Select(item => item.Category).OfType<string>().Distinct().Select(nameOfSchool));
        return evidence.Items.Any(item => item.Code == "merge")
            ? $"One child has open alerts at {schools}: look at them together."
            : $"A child with an open alert has moved between {schools}: hand the case over.";
    }

    private static string Theme(Evidence evidence, bool namesCategories)
    {
        var about = namesCategories ? $" about {Categories(evidence)}" : "";
        return $"Unusually many concerns{about} at {Number(evidence.Count)} of {Plural(Measure(evidence, "schools") ?? 0, "school")} between {FirstDate(evidence)} and {Day(evidence.WindowTo)}.";
    }

    private static string BoardCadence(Evidence evidence)
    {
        var told = new List<string>(2);
        if (Measure(evidence, "reportMissing") > 0)
            told.Add(string.Create(CultureInfo.InvariantCulture, $"No safeguarding report to the board since {Day(evidence.WindowFrom)}; one was due by {Day(evidence.WindowTo)}."));
        if (Measure(evidence, "linkGovernorMissing") > 0)
            told.Add("No link governor is named.");
        return string.Join(" ", told);
    }
}
