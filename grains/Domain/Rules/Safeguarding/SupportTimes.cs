using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>The statuses with a social worker or a court behind them, over time: child protection, child in need, looked after.</summary>
internal static class SupportTimes
{
    internal static bool IsStatutory(this SupportSpan span) => span.Status is SupportStatus.ChildProtection or SupportStatus.ChildInNeed or SupportStatus.LookedAfter;

    internal static List<SupportSpan> StatutorySpans(this RollFacts roll) => [.. roll.Support.Where(each => each.IsStatutory())];

    /// <summary>The dates on which a stretch begins, or no longer holds.</summary>
    internal static IEnumerable<DateOnly> Edges(this IEnumerable<SupportSpan> spans)
    {
        foreach (var each in spans)
        {
            yield return each.From;
            if (each.To is { } to && to < DateOnly.MaxValue) yield return to.AddDays(1);
        }
    }

    /// <summary>Since when at least one of the stretches has held without a day between; null when none holds on the date.</summary>
    internal static DateOnly? HeldSince(this List<SupportSpan> spans, DateOnly date)
    {
        DateOnly? since = null;
        for (DateOnly? on = date; on is { } day && spans.Exists(each => each.HoldsOn(day)); on = since > DateOnly.MinValue ? since.Value.AddDays(-1) : null)
            since = spans.Where(each => each.HoldsOn(day)).Min(each => each.From);
        return since;
    }

    /// <summary>What holds on a date in the words people use: "CP and CLA", "none".</summary>
    internal static string InWords(this List<SupportSpan> spans, DateOnly date)
    {
        var held = spans.Where(each => each.HoldsOn(date)).Select(each => each.Status).Distinct().Order().Select(Word).ToList();
        return held.Count == 0 ? "none" : string.Join(" and ", held);
    }

    private static string Word(SupportStatus status) => status switch
    {
        SupportStatus.ChildProtection => "CP",
        SupportStatus.ChildInNeed => "CIN",
        _ => "CLA",
    };
}
