using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>How long people have before the next one is asked, and when what was set aside comes back. [design]</summary>
public sealed record AlertTimes
{
    public static AlertTimes Default { get; } = new();

    public TimeOnly SchoolHoursFrom { get; init; } = RuleSettings.Default.SchoolHoursFrom;

    public TimeOnly SchoolHoursTo { get; init; } = RuleSettings.Default.SchoolHoursTo;

    /// <summary>After how much time of the clock, out of school hours too, each step of the ladder is asked for a Critical alert. The last is asked again and again, from then on in school hours.</summary>
    public IReadOnlyList<TimeSpan> Critical { get; init; } = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30)];

    /// <summary>The same for a High one, in school hours.</summary>
    public IReadOnlyList<TimeSpan> High { get; init; } = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>School hours after which an alert that was taken on, and neither closed nor over, is asked about again: a school day.</summary>
    public TimeSpan CriticalTaken { get; init; } = TimeSpan.FromHours(9);

    /// <summary>The same for a High one: three school days.</summary>
    public TimeSpan HighTaken { get; init; } = TimeSpan.FromHours(27);

    /// <summary>The same for any other: ten school days.</summary>
    public TimeSpan OtherTaken { get; init; } = TimeSpan.FromHours(90);

    /// <summary>What time alone does next to an open alert, and when; null when nothing.</summary>
    public Due? Next(AlertRecord alert, SchoolCalendar calendar)
    {
        var hours = new SchoolHours(calendar.DaysOf(null), SchoolHoursFrom, SchoolHoursTo);
        if (alert.Snooze is { Until: { } until }) return new(SchoolTime.At(until, SchoolHoursFrom), AlertEvent.Woken, null);

        // What was already so when we came is on a list, and nobody is asked about it.
        if (alert.Raised.Cause is Cause.Baseline && alert.Asked == alert.Raised && alert.State is AlertState.Firing) return null;
        if (alert.Acknowledgement is { } taken)
            return hours.After(Latest(alert, taken), TakenFor(alert.Severity)) is { } lapses ? new(lapses, AlertEvent.Lapsed, null) : null;
        return StepAt(alert, hours) is { } at ? new(at, AlertEvent.Escalated, alert.Step + 1) : null;
    }

    // A ladder never ends without an answer; but a Critical alert of Friday night does not ask every half hour until Monday.
    private DateTimeOffset? StepAt(AlertRecord alert, SchoolHours hours)
    {
        if (alert.Severity is not (Severity.Critical or Severity.High)) return null;
        var ladder = alert.Severity is Severity.Critical ? Critical : High;
        if (alert.Step >= ladder.Count) return hours.After(alert.History.Last(each => each.Kind is TransitionKind.Escalated).At, ladder[^1]);
        return alert.Severity is Severity.Critical ? alert.Asked.At + ladder[alert.Step] : hours.After(alert.Asked.At, ladder[alert.Step]);
    }

    private TimeSpan TakenFor(Severity severity) => severity switch { Severity.Critical => CriticalTaken, Severity.High => HighTaken, _ => OtherTaken };

    // A note says that somebody is at it.
    private static DateTimeOffset Latest(AlertRecord alert, Transition taken) =>
        alert.History.Where(each => each.Sequence >= taken.Sequence && each.Cause is Cause.Person).Max(each => each.At);
}

/// <param name="Step">The step of the ladder, for an escalation.</param>
public readonly record struct Due(DateTimeOffset At, AlertEvent Happens, int? Step);
