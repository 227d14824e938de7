using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>One thing that was recorded about the pupil, whatever its source.</summary>
/// <param name="When">A day, with the time of day where the source knows it.</param>
public sealed record TimelineEntry(DateTimeOffset At, string When, string Kind, string Title, string Detail);

/// <summary>Concerns, behaviour and suspensions as one list, by when they happened, newest first.</summary>
public static class Timeline
{
    /// <summary>Beyond this a list is a record, and the record is kept elsewhere.</summary>
    public const int Most = 200;

    public static IReadOnlyList<TimelineEntry> Of(CaseContext pupil) =>
    [
        .. (pupil.Concerns ?? []).Select(Concern)
            .Concat(pupil.Behaviour.Select(Behaviour))
            .Concat(pupil.Suspensions.Select(Suspension))
            .OrderByDescending(entry => entry.At)
            .Take(Most),
    ];

    private static TimelineEntry Concern(CaseConcern concern)
    {
        var recorded = concern.RecordedAt is { } at && SchoolTime.DateOf(at) != SchoolTime.DateOf(concern.OccurredAt)
            ? $", recorded later, {SchoolTime.DayAndClock(at)}"
            : "";
        var by = concern.RecorderRole is null ? "" : $", by {Plain.Label(concern.RecorderRole).ToLowerInvariant()}";
        var actions = concern.Actions.Count == 0
            ? "No action recorded yet."
            : string.Join(" · ", concern.Actions.Select(action => $"{Plain.Label(action.Kind)}{(action.Agency is null ? "" : $" ({action.Agency})")} {SchoolTime.DayAndClock(action.At)}"));
        var title = concern.Categories.Count == 0 ? "Concern" : string.Join(", ", concern.Categories.Select(Plain.Label));
        return new TimelineEntry(concern.OccurredAt, SchoolTime.DayAndClock(concern.OccurredAt), "concern", title, $"Severity {concern.Severity} of 4{by}{recorded}. {actions}");
    }

    private static TimelineEntry Behaviour(CaseBehaviour behaviour) =>
        new(behaviour.OccurredAt, SchoolTime.DayAndClock(behaviour.OccurredAt), "behaviour", Plain.Label(behaviour.Kind), $"{Plain.Counted(behaviour.Points, "point")}, as {Plain.Label(behaviour.Role).ToLowerInvariant()}");

    private static TimelineEntry Suspension(CaseSuspension suspension) =>
        new(
            new DateTimeOffset(suspension.From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            SchoolTime.Day(suspension.From),
            "suspension",
            suspension.Permanent ? "Permanent exclusion" : "Suspension",
            $"{Plain.Counted(suspension.Sessions, "session")}{(suspension.To is { } to ? $", until {SchoolTime.DayAndYear(to)}" : "")}");
}
