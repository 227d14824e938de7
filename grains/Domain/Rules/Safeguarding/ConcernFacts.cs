using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>What rules ask of a concern.</summary>
internal static class ConcernFacts
{
    /// <summary>When the school wrote it down: as it says, else when we received it, and never later than that.</summary>
    internal static DateTimeOffset WrittenAt(this Concern concern) =>
        concern.RecordedAt is not { } recorded || (concern.ReceivedAt != default && recorded > concern.ReceivedAt) ? concern.ReceivedAt : recorded;

    internal static DateOnly HappenedOn(this Concern concern) => SchoolTime.DateOf(concern.OccurredAt);

    /// <summary>When somebody reviewed or closed any of the pupil's concerns.</summary>
    internal static List<DateTimeOffset> Reviews(this CaseFile file) => Reviews(file.Actions, file.Concerns);

    /// <summary>When the reviews and closings among these actions that are about these concerns were done. What had not happened yet nobody reviewed.</summary>
    internal static List<DateTimeOffset> Reviews(IEnumerable<ConcernAction> actions, IEnumerable<Concern> concerns)
    {
        var happened = concerns.ToLookup(each => each.Id, each => each.OccurredAt, StringComparer.Ordinal);
        return [.. actions.Where(each => each.Kind is ActionKind.Review or ActionKind.Closed && happened[each.Concern].Any(at => at <= each.At)).Select(each => each.At)];
    }

    /// <summary>Whether one of these reviews came after something had happened, and by the end of a date.</summary>
    internal static bool HasReview(this IEnumerable<DateTimeOffset> reviews, DateTimeOffset since, DateOnly until) =>
        reviews.Any(review => review > since && SchoolTime.DateOf(review) <= until);

    internal static EvidenceItem AsItem(this Concern concern, string? category = null) => new()
    {
        Date = concern.HappenedOn(),
        Id = concern.Id,
        Category = category ?? concern.Categories.FirstOrDefault(),
        Code = $"severity {concern.Severity}",
        RecordedByRole = concern.RecorderRole,
        RecordedAt = concern.WrittenAt(),
    };
}
