using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Alerts;

/// <summary>
/// One alert as the board knows it: every change that was told, and what the rule says of it now.
/// Its state is its history's last row, so a rebuild from the store cannot differ.
/// </summary>
/// <remarks>
/// The history is short by nature: severity only rises (four steps at most), one acknowledgement after each, one end.
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
    public Transition? Acknowledgement => State == AlertState.Acknowledged ? Last : null;

    internal Transition? ByCommand(string commandId) => History.FirstOrDefault(t => t.CommandId == commandId);
}
