using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>What was told in the measured year, counted a rule a line, as people read it.</summary>
internal sealed class NoiseTable(RuleBook rules, int pupils)
{
    private const int FlapDays = 10;
    private const decimal Budget = 3;

    private readonly Dictionary<RuleId, Row> _rows = rules.Rules.ToDictionary(rule => rule.Id, rule => new Row(rule));

    private double PupilWeeks => pupils / 1_000.0 * NoiseCalendar.Weeks;

    public void Count(IReadOnlyList<Transition> told)
    {
        foreach (var alerts in told.GroupBy(row => (row.Alert.Subject, row.Alert.Rule)))
        {
            var row = _rows[alerts.Key.Rule];
            DateOnly? ended = null;
            foreach (var step in alerts)
            {
                if (step.To is AlertState.Resolved or AlertState.Retracted) ended = SchoolTime.DateOf(step.At);
                if (step.To is AlertState.Retracted) row.Retracted++;
                if (step.To is not AlertState.Firing) continue;
                if (step.From is AlertState.Inactive) row.Take(step, isFlap: ended is { } before && NoiseCalendar.Days.Count(day => day > before && day <= SchoolTime.DateOf(step.At)) <= FlapDays);
            }
        }
    }

    public IEnumerable<string> Lines(IReadOnlyDictionary<RuleId, Catch> caught)
    {
        yield return "| rule | basis | raises | of them Medium or higher | became true that week | retracted | flaps | injected | caught | days to catch |";
        yield return "|---|---|---|---|---|---|---|---|---|---|";
        foreach (var row in _rows.Values.OrderBy(row => row.Rule.Id))
        {
            var (raises, medium) = (row.Raises / PupilWeeks, row.Medium / PupilWeeks);
            var hit = caught.GetValueOrDefault(row.Rule.Id);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {row.Rule.Id} | {Letters(row.Rule.Kind)} | {raises:0.00} | {medium:0.00} | {Share(row.Fresh, row.Raises)} | {Share(row.Retracted, row.Raises)} | {row.Flaps} | {(hit is null ? "" : hit.Injected)} | {(hit is null ? "" : Share(hit.Caught, hit.Injected))} | {(hit is null ? "" : hit.Days)} |");
        }
    }

    /// <summary>The bar: Medium or higher of the pupil rules that rest on evidence or our own design, together, for 1,000 pupils a week.</summary>
    public (double Spent, double Allowed, IReadOnlyList<(RuleId Rule, double Spent)> By) BudgetSpent()
    {
        var own = _rows.Values.Where(row => row.IsPupils && (row.Rule.Kind & (RuleBasis.Evidence | RuleBasis.Design)) != 0).Select(row => (row.Rule.Id, Spent: row.Medium / PupilWeeks)).ToList();
        return (own.Sum(each => each.Spent), (double)Budget, [.. own.Where(each => each.Spent > 0).OrderByDescending(each => each.Spent).Select(each => (each.Id, each.Spent))]);
    }

    private static string Letters(RuleBasis kind) => string.Concat(
        kind.HasFlag(RuleBasis.Law) ? "L" : "", kind.HasFlag(RuleBasis.Guidance) ? "G" : "", kind.HasFlag(RuleBasis.Evidence) ? "E" : "", kind.HasFlag(RuleBasis.Design) ? "D" : "");

    private static string Share(int part, int whole) => whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0} %");

    private sealed class Row(RuleDescription rule)
    {
        public RuleDescription Rule { get; } = rule;

        public bool IsPupils => !Rule.Id.Value.StartsWith("SCH", StringComparison.Ordinal) && !Rule.Id.Value.StartsWith("TRU", StringComparison.Ordinal);

        public int Raises { get; private set; }

        public int Medium { get; private set; }

        public int Fresh { get; private set; }

        public int Flaps { get; private set; }

        public int Retracted { get; set; }

        public void Take(Transition raise, bool isFlap)
        {
            Raises++;
            if (raise.Severity >= Severity.Medium) Medium++;
            if (isFlap) Flaps++;
            if (SchoolTime.DateOf(raise.At).DayNumber - raise.Effective.DayNumber < 7) Fresh++;
        }
    }
}

/// <summary>Of the episodes put in for a rule, how many it raised by the end of the next school day, and the median of school days it took.</summary>
internal sealed record Catch(int Injected, int Caught, string Days);
