using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Rules;

/// <summary>What rules ask of a school's concerns between children: by category, or because the recorder said who did what to whom.</summary>
internal static class ChildOnChildFacts
{
    private const string Category = "child-on-child";

    internal static bool IsChildOnChild(this Concern concern) => concern.ChildOnChild is not null || concern.Categories.Contains(Category);

    /// <summary>When they happened: one date for each concern, however many pupils it was filed for, oldest first.</summary>
    internal static ImmutableArray<DateOnly> ChildOnChildOn(this SchoolStatistics statistics, DateOnly from, DateOnly to) =>
    [
        .. statistics.Concerns.Values.SelectMany(pupil => pupil.Concerns).Where(IsChildOnChild)
            .GroupBy(concern => concern.Id, StringComparer.Ordinal)
            .Select(concern => concern.Min(ConcernFacts.HappenedOn))
            .Where(date => date >= from && date <= to).Order(),
    ];

    /// <summary>For each pupil with one in those dates, the first; oldest first.</summary>
    internal static ImmutableArray<DateOnly> FirstOfEachPupil(this SchoolStatistics statistics, DateOnly from, DateOnly to, Func<Concern, bool> counts, Func<StudentId, bool>? among = null) =>
    [
        .. statistics.Concerns.Where(pupil => among?.Invoke(pupil.Key) != false)
            .Select(pupil => pupil.Value.Concerns.Where(counts).Select(ConcernFacts.HappenedOn).Where(date => date >= from && date <= to).Select(date => (DateOnly?)date).Min())
            .OfType<DateOnly>().Order(),
    ];
}
