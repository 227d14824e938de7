using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>A school's concerns as its own rules count them.</summary>
internal static class ConcernRows
{
    /// <summary>One row for each pupil a concern was filed for.</summary>
    internal static IEnumerable<Concern> Rows(this SchoolStatistics statistics) => statistics.Concerns.Values.SelectMany(each => each.Concerns);

    /// <summary>One for each concern, whoever it was filed for: the row that happened first, with the categories of all. By date, then id.</summary>
    internal static List<Concern> Distinct(this SchoolStatistics statistics) => [.. statistics.Rows()
        .GroupBy(each => each.Id, StringComparer.Ordinal)
        .Select(rows => AsOne([.. rows.OrderBy(each => each.OccurredAt).ThenBy(each => each.Student)]))
        .OrderBy(each => each.OccurredAt).ThenBy(each => each.Id, StringComparer.Ordinal)];

    private static Concern AsOne(List<Concern> rows) => rows.Count == 1 ? rows[0] : rows[0] with
    {
        Categories = [.. rows.SelectMany(each => each.Categories).Distinct(StringComparer.Ordinal)],
        Severity = rows.Max(each => each.Severity),
    };
}
