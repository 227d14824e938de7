using System.Globalization;
using RiskMonitor.Bench.Measure;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>
/// How much the rules cry wolf, and what they catch. Two worlds of the same schools and seed run through the product's own register,
/// chronologies, rules and boards: one in which nothing changes, and one with true episodes put in.
/// </summary>
internal static class NoiseBench
{
    private const int SecondarySize = 1_000;
    private const int PrimarySize = 300;
    private const double CaughtBar = 0.9;

    public static int Run(BenchOptions options, Action<string> say)
    {
        say($"seed {options.Seed}, {options.Pupils:N0} pupils a phase, {NoiseCalendar.Days.Length - NoiseCalendar.FirstMeasured} school days measured after a year that is only remembered");
        var isWithin = true;
        foreach (var (phase, size) in new[] { ("secondary", SecondarySize), ("primary", PrimarySize) })
        {
            var schools = Math.Max(1, options.Pupils / size);
            var quiet = Played(phase, schools, size, options.Seed, each: 0, say);
            var loud = Played(phase, schools, size, options.Seed, each: Math.Max(2, size / 60), say);
            var table = new NoiseTable(RuleBook.Default, schools * size);
            foreach (var school in quiet) table.Count(school.Told);
            foreach (var line in table.Lines(CaughtIn(loud))) say(line);
            isWithin &= SaysItsBudget(phase, table, say) & SaysItsCatch(phase, loud, say);
        }

        return isWithin ? 0 : 1;
    }

    private static List<PlayedSchool> Played(string phase, int schools, int size, ulong seed, int each, Action<string> say)
    {
        var done = 0;
        return [.. Enumerable.Range(1, schools).AsParallel().AsOrdered().Select(number =>
        {
            var played = PlayedSchool.Of(new SchoolId($"{phase}-{number}"), size, phase == "secondary", seed + (ulong)number, each);
            say($"  {phase}, {(each == 0 ? "null" : "injected")} world: school {Interlocked.Increment(ref done)} of {schools}");
            return played;
        })];
    }

    private static Dictionary<RuleId, Catch> CaughtIn(IReadOnlyList<PlayedSchool> schools) => schools.SelectMany(school => school.Injected.Select(each => (each.Rule, Days: school.DaysToCatch(each))))
        .GroupBy(each => each.Rule)
        .ToDictionary(
            rule => rule.Key,
            rule => new Catch(rule.Count(), rule.Count(each => each.Days <= 1), rule.Any(each => each.Days is not null) ? Report.Median(rule.Where(each => each.Days is not null).Select(each => (double)each.Days!.Value)).ToString("0.#", CultureInfo.InvariantCulture) : "never"));

    private static bool SaysItsBudget(string phase, NoiseTable table, Action<string> say)
    {
        var (spent, allowed, by) = table.BudgetSpent();
        say(string.Create(CultureInfo.InvariantCulture, $"{phase}: {spent:0.00} Medium or higher for 1,000 pupils a week from rules of evidence and design (bar: at most {allowed}); {string.Join(", ", by.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Rule} {each.Spent:0.00}")))}"));
        return spent <= allowed;
    }

    private static bool SaysItsCatch(string phase, IReadOnlyList<PlayedSchool> schools, Action<string> say)
    {
        var all = schools.SelectMany(school => school.Injected.Select(each => (each.What, Days: school.DaysToCatch(each)))).ToList();
        var caught = all.Count(each => each.Days <= 1);
        say(string.Create(CultureInfo.InvariantCulture, $"{phase}: {caught} of {all.Count} injected episodes caught within one school day ({100.0 * caught / all.Count:0.0} %; bar: 90 %)"));
        foreach (var kind in all.Where(each => each.Days is null or > 1).GroupBy(each => each.What)) say($"  missed or late: {kind.Key}, {kind.Count()}");
        return caught >= CaughtBar * all.Count;
    }
}
