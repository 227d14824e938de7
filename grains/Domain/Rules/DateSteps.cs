namespace RiskMonitor.Domain.Rules;

/// <summary>Walking a growing set of dates in order.</summary>
internal static class DateSteps
{
    internal static DateOnly? FirstOrNull(this SortedSet<DateOnly> dates) => dates.Count == 0 ? null : dates.Min;

    internal static DateOnly? FirstOrNull(this SortedSet<DateOnly> dates, DateOnly after)
    {
        if (after == DateOnly.MaxValue) return null;
        var later = dates.GetViewBetween(after.AddDays(1), DateOnly.MaxValue);
        return later.Count == 0 ? null : later.Min;
    }
}
