using RiskMonitor.Contracts;
using RiskMonitor.Dashboard.Words;

namespace RiskMonitor.Dashboard.Students;

/// <summary>One thing that was recorded about the pupil, whatever its source.</summary>
/// <param name="When">A day, with the time of day where the source knows it.</param>
public sealed record TimelineEntry(DateTimeOffset At, string When, string Kind, string Title, string Detail);

/// <summary>Days without school between two entries, shaded so that a quiet fortnight is not read as a good one.</summary>
public sealed record TimelineGap(DateOnly From, DateOnly To)
{
    public string Says => From == To ? $"No school {SchoolTime.Day(From)}" : $"No school {SchoolTime.Day(From)} to {SchoolTime.Day(To)}";
}

/// <summary>Concerns, behaviour, suspensions and decisions as one list, by when they happened, newest first.</summary>
public static class Timeline
{
    /// <summary>Beyond this a list is a record, and the record is kept elsewhere.</summary>
    public const int Most = 200;

    public static IReadOnlyList<TimelineEntry> Of(CaseContext pupil) =>
    [
        .. (pupil.Concerns ?? []).Select(Concern)
            .Concat(pupil.Behaviour.Select(Behaviour))
            .Concat(pupil.Suspensions.Select(Suspension))
            .Concat(pupil.Decisions.Select(Decision))
            .OrderByDescending(entry => entry.At)
            .Take(Most),
    ];

    /// <summary>The kinds a reader can leave out, in the order in which they are offered.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["concern", "behaviour", "suspension", "decision"];

    /// <summary>Runs of closed school days, the newest first; a weekend does not end one.</summary>
    public static IReadOnlyList<TimelineGap> GapsOf(IReadOnlyList<DateOnly> closed)
    {
        var gaps = new List<TimelineGap>();
        foreach (var day in closed.Order())
        {
            if (gaps.Count > 0 && gaps[^1] is var last && NextWeekday(last.To) == day)
            {
                gaps[^1] = last with { To = day };
            }
            else
            {
                gaps.Add(new TimelineGap(day, day));
            }
        }

        gaps.Reverse();
        return gaps;
    }

    private static DateOnly NextWeekday(DateOnly date) => date.AddDays(date.DayOfWeek == DayOfWeek.Friday ? 3 : 1);

    private static TimelineEntry Decision(CaseDecisionText decision) => new(
        decision.At,
        SchoolTime.DayAndClock(decision.At),
        "decision",
        decision.What,
        $"{(decision.Alert is null ? "" : $"{decision.Alert}. ")}Because: {decision.Why} By {Plain.Person(decision.By)}.");

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
