using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Alerts;

/// <summary>
/// One alert as the board knows it: every change that was told, and what the rule says of it now.
/// Its state is its history's last row, so a rebuild from the store cannot differ.
/// </summary>
/// <remarks>
/// The history is short by nature: severity only rises (four steps at most), people act a few times, and the ladder is climbed in school hours.
/// </remarks>
[GenerateSerializer, Immutable, Alias("AlertRecord")]
public sealed record AlertRecord
{
    [Id(0)] public required AlertKey Key { get; init; }

    /// <summary>Told changes, oldest first, never empty.</summary>
    [Id(1)] public required ImmutableArray<Transition> History { get; init; }

    /// <summary>The episode as the last evaluation saw it, with evidence that came in since. Null after a rebuild until the next evaluation, and once over.</summary>
    [Id(2)] public Episode? Current { get; init; }

    public AlertState State => Last.To;

    public bool IsOpen => AlertLife.IsOpen(State);

    /// <summary>The severity last told.</summary>
    public Severity Severity => Last.Severity;

    public Evidence Evidence => Current?.Evidence ?? Last.Evidence;

    /// <summary>The date the raise was told for; a later look at the data may have moved it, what was told stays.</summary>
    public DateOnly RaisedOn => Raised.Effective;

    public Transition Raised => History[0];

    /// <summary>The edition of the rules that raised it, and judges it until it ends.</summary>
    public int Edition => Raised.Edition;

    public Transition Last => History[^1];

    /// <summary>Who has taken it on and with which note, while that stands.</summary>
    public Transition? Acknowledgement => State == AlertState.Acknowledged ? History.Last(each => each.To is AlertState.Acknowledged && each.From is not AlertState.Acknowledged) : null;

    /// <summary>The last time people were asked: by the raise, by more of it, by the end of a snooze or of an acknowledgement.</summary>
    public Transition Asked => History.Last(Asks);

    /// <summary>Who set it aside and until when, while that stands.</summary>
    public Transition? Snooze => IsOpen && History.LastOrDefault(each => each.Kind is TransitionKind.Snoozed or TransitionKind.Undone || Asks(each)) is { Kind: TransitionKind.Snoozed } snooze ? snooze : null;

    /// <summary>How far up the ladder it has gone since people were last asked; 0: to the people on duty.</summary>
    public int Step => History.Reverse().TakeWhile(each => !Asks(each)).FirstOrDefault(each => each.Kind is TransitionKind.Escalated)?.Step ?? 0;

    /// <summary>The people who want to be told of whatever is added.</summary>
    public IEnumerable<string> Watchers => History.Where(each => each.Kind is TransitionKind.Watched or TransitionKind.Unwatched)
        .GroupBy(each => each.Actor!, StringComparer.Ordinal).Where(person => person.Last().Kind is TransitionKind.Watched).Select(person => person.Key);

    /// <summary>The evidence people were last told of.</summary>
    public Evidence Told => History.Last(each => (each.Kind is TransitionKind.Changed && each.To is AlertState.Firing) || each.Kind is TransitionKind.ToldAgain).Evidence;

    // What a person or a step of the ladder does is no new question; what undoes an answer asks it again.
    private static bool Asks(Transition change) =>
        change.To is AlertState.Firing && change.Kind is TransitionKind.Changed or TransitionKind.Woken or TransitionKind.Lapsed or TransitionKind.Undone or TransitionKind.ToldAgain;

    internal Transition? ByCommand(string commandId) => History.FirstOrDefault(t => t.CommandId == commandId);
}
