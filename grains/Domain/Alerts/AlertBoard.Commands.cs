using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <content>What people do with alerts. Every command is one transition, or a plain reason why not.</content>
public sealed partial class AlertBoard
{
    /// <summary>How many school days an alert can be set aside for.</summary>
    public const int MostSnoozedSchoolDays = 10;

    /// <summary>How long a person can take back what they did: they have pressed the wrong key, not changed their mind.</summary>
    public static readonly TimeSpan UndoWithin = TimeSpan.FromMinutes(1);

    /// <summary>Carries a person's command out: the new board and what is to be stored, or why not. The same command twice is one transition.</summary>
    /// <param name="calendar">The school's, for how long a snooze may last.</param>
    /// <param name="clockSpeed">Seconds of <paramref name="at"/>'s clock in one second of the person's: more than one in a demonstration only.</param>
    public CommandOutcome Carry(AlertKey alert, AlertCommand command, DateTimeOffset at, SchoolCalendar calendar, double clockSpeed = 1)
    {
        if (Find(alert) is not { } record) return new NotFound();
        if (Before(alert, command.CommandId) is { } before) return new AcceptedBefore(before);
        if (command.Verb is AlertVerb.Undo) return Undo(record, command, at, clockSpeed);
        if (!record.IsOpen) return new NoLongerOpen(record.State, record.Last.At);
        if (record.Acknowledgement is { } first && command.Verb is AlertVerb.Acknowledge) return new AlreadyAcknowledgedBy(first.Actor ?? "", first.At);
        if (command.Seen is { } seen && record.Asked is { } asked && asked.Sequence > seen) return new Overtaken(asked);
        if (Refusal(record, command, at, calendar) is { } why) return new NotAllowed(why);
        return Done(record, command, at);
    }

    // A closure that is taken back is another episode, which the same command must find again.
    private Transition? Before(AlertKey alert, string commandId) => Of(alert.Subject).Where(each => each.Key.Rule == alert.Rule).Select(each => each.ByCommand(commandId)).FirstOrDefault(each => each is not null);

    private static string? Refusal(AlertRecord record, AlertCommand command, DateTimeOffset at, SchoolCalendar calendar) => command.Verb switch
    {
        AlertVerb.Snooze or AlertVerb.Escalate or AlertVerb.Close or AlertVerb.Note when string.IsNullOrWhiteSpace(command.Note) => "Say why, in a few words: it is kept with the alert.",
        AlertVerb.Close when command.Outcome is null => "Say with which outcome it is closed.",
        AlertVerb.Snooze => SnoozeRefusal(command.Until, SchoolTime.DateOf(at), calendar.DaysOf(null)),
        AlertVerb.Watch when record.Watchers.Contains(command.Actor, StringComparer.Ordinal) => "You are watching it already.",
        AlertVerb.Unwatch when !record.Watchers.Contains(command.Actor, StringComparer.Ordinal) => "You are not watching it.",
        _ => null,
    };

    private static string? SnoozeRefusal(DateOnly? until, DateOnly today, SchoolDays days)
    {
        if (until is not { } date) return "Say until when it is set aside.";
        if (date <= today) return "It can be set aside until tomorrow at the earliest.";
        var last = days.NthAfter(today, MostSnoozedSchoolDays) ?? today.AddDays(MostSnoozedSchoolDays);
        return date > last ? $"It can be set aside for {MostSnoozedSchoolDays} school days at most, until {last:d MMMM yyyy}." : null;
    }

    private Accepted Done(AlertRecord record, AlertCommand command, DateTimeOffset at)
    {
        var happened = command.Verb switch
        {
            AlertVerb.Acknowledge => AlertEvent.Acknowledged,
            AlertVerb.Snooze => AlertEvent.Snoozed,
            AlertVerb.Escalate => AlertEvent.Escalated,
            AlertVerb.Note => AlertEvent.Noted,
            AlertVerb.Watch => AlertEvent.Watched,
            AlertVerb.Unwatch => AlertEvent.Unwatched,
            AlertVerb.Close => AlertEvent.ClosedByPerson,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Verb, "No such command."),
        };
        // What a person closes is what they saw, with all that was added: the same again is no news.
        var evidence = happened is AlertEvent.ClosedByPerson ? record.Evidence : record.Last.Evidence;
        return Told(record, happened, evidence, at, command);
    }

    private CommandOutcome Undo(AlertRecord record, AlertCommand command, DateTimeOffset at, double clockSpeed)
    {
        var last = record.Last;
        if (last.Cause is not Cause.Person || last.Actor != command.Actor) return new NotAllowed("Somebody else, or something else, came after what you did: it cannot be taken back.");
        if ((at - last.At) / clockSpeed > UndoWithin) return new NotAllowed($"It can be taken back within {UndoWithin.TotalMinutes:0} minute.");
        if (last.Kind is not (TransitionKind.Snoozed or TransitionKind.Closed) && last.To is not AlertState.Acknowledged) return new NotAllowed("This cannot be taken back.");
        if (!record.IsOpen && ledger.TrackOf(record.Key.Subject, record.Key.Rule).OpenSince > 0) return new NotAllowed("It has been raised again meanwhile.");
        // Whoever had taken it on before setting it aside still has it.
        return Told(record, last is { Kind: TransitionKind.Snoozed, To: AlertState.Acknowledged } ? AlertEvent.SnoozeUndone : AlertEvent.Undone, last.Evidence, at, command);
    }

    private Accepted Told(AlertRecord record, AlertEvent happened, Evidence evidence, DateTimeOffset at, AlertCommand command)
    {
        var telling = new Telling(happened, record.Severity, SchoolTime.DateOf(at), record.Last.RuleVersion, record.Edition, evidence);
        var transition = Numbered(ledger, record.Key.Subject, record.Key.Rule, telling) with
        {
            At = at,
            Cause = Cause.Person,
            Actor = command.Actor,
            Note = command.Note,
            CommandId = command.CommandId,
            Kind = KindOf(happened),
            Until = command.Verb is AlertVerb.Snooze ? command.Until : null,
            Step = happened is AlertEvent.Escalated ? record.Step + 1 : null,
            Outcome = command.Verb is AlertVerb.Close ? command.Outcome : null,
        };
        return new Accepted(new AlertBoard(School, ledger.With(transition)), transition);
    }

    private static TransitionKind KindOf(AlertEvent happened) => happened switch
    {
        AlertEvent.Snoozed => TransitionKind.Snoozed,
        AlertEvent.Woken => TransitionKind.Woken,
        AlertEvent.Escalated => TransitionKind.Escalated,
        AlertEvent.Noted => TransitionKind.Noted,
        AlertEvent.Watched => TransitionKind.Watched,
        AlertEvent.Unwatched => TransitionKind.Unwatched,
        AlertEvent.Lapsed => TransitionKind.Lapsed,
        AlertEvent.Undone or AlertEvent.SnoozeUndone => TransitionKind.Undone,
        AlertEvent.ClosedByPerson => TransitionKind.Closed,
        AlertEvent.ToldAgain => TransitionKind.ToldAgain,
        _ => TransitionKind.Changed,
    };
}
