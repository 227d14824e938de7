using System.Globalization;

namespace RiskMonitor.Bench.Measure;

/// <summary>Medians, and ratios repetition by repetition: the machine's mood is in both halves of a ratio.</summary>
internal static class Report
{
    public static IEnumerable<string> Lines(IReadOnlyList<Result> results, string subject)
    {
        var counted = results.Where(result => result.AgreesWithOracle != false).ToList();
        var names = results.Select(result => result.Contestant).Distinct().ToList();
        yield return $"{"",-12} {"class",5} {"marks/s, median",16} {"CPU µs a mark",14} {"runs",5}";
        foreach (var name in names)
        {
            var own = counted.Where(result => result.Contestant == name).ToList();
            yield return own.Count == 0
                ? $"{name,-12} no time counts: it never agreed with the oracle"
                : string.Create(CultureInfo.InvariantCulture, $"{name,-12} {own[0].Durability,5} {Median(own.Select(r => r.MarksPerSecond)),16:N0} {Median(own.Select(r => r.MicrosecondsPerMark)),14:F1} {own.Count,5}");
        }

        foreach (var name in names.Where(name => name != subject))
        {
            foreach (var line in Ratios(counted, subject, name))
                yield return line;
        }
    }

    private static IEnumerable<string> Ratios(List<Result> counted, string subject, string peer)
    {
        var pairs = counted.Where(result => result.Contestant == subject)
            .Join(counted.Where(result => result.Contestant == peer), own => own.Repetition, other => other.Repetition, (own, other) => (own, other))
            .Where(pair => pair.own.Durability == pair.other.Durability).ToList();
        if (pairs.Count == 0)
            yield break;
        yield return Ratio($"B1 throughput, {subject} ÷ {peer}", pairs.Select(pair => pair.own.MarksPerSecond / pair.other.MarksPerSecond));
        yield return Ratio($"B2 CPU a mark, {subject} ÷ {peer}", pairs.Select(pair => pair.own.MicrosecondsPerMark / pair.other.MicrosecondsPerMark));
    }

    private static string Ratio(string what, IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{what}: median {Median(sorted):F2}, range {sorted[0]:F2} to {sorted[^1]:F2}, {sorted.Count} pairs");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
