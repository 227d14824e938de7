namespace RiskMonitor.Contracts;

/// <summary>
/// A page of a school's alerts in the order in which they last changed: whoever asks again with <see cref="Position"/> hears what has changed
/// since and nothing else.
/// </summary>
/// <param name="Alerts">A page may hold fewer than its limit, or none: only a missing <paramref name="Next"/> is the end.</param>
/// <param name="Position">The cursor to ask with later, for what has changed since this page.</param>
/// <param name="Next">The address of the next page; null: this was the last.</param>
public sealed record AlertPage(string School, IReadOnlyList<AlertCard> Alerts, string Position, BoardFreshness Freshness, string? Next = null);

/// <summary>A page of what was recorded about a pupil and decided, by when it happened, the newest first.</summary>
/// <param name="Next">The address of the next page; null: this was the last.</param>
/// <param name="Hidden">What the caller's grants hide, in plain words; empty when nothing is hidden.</param>
public sealed record TimelinePage(string School, string Student, IReadOnlyList<TimelineItem> Items, BoardFreshness Freshness, IReadOnlyList<string> Hidden, string? Next = null);

/// <summary>One thing on the timeline: exactly one of the last four is there, and <see cref="Kind"/> names it.</summary>
/// <param name="Id">Names this item in a cursor; another one when what it says is corrected.</param>
/// <param name="Kind">concern, behaviour, suspension or decision.</param>
public sealed record TimelineItem(
    string Id, string Kind, DateTimeOffset At, CaseConcern? Concern = null, CaseBehaviour? Behaviour = null, CaseSuspension? Suspension = null, CaseDecisionText? Decision = null);
