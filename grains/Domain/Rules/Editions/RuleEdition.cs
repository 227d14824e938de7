using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Rules;

/// <summary>One publication of a school's rule book. Edition 0 is the catalogue; each later one says what it changes of the one before.</summary>
[GenerateSerializer, Immutable, Alias("RuleEdition")]
public sealed record RuleEdition
{
    public static RuleEdition Catalogue { get; } = new() { Number = 0, InForceFrom = default, PublishedAt = DateTimeOffset.MinValue, Author = "catalogue", Changes = RuleChanges.None };

    [Id(0)] public required int Number { get; init; }

    /// <summary>The first London date on which it applies; before it, the edition before does.</summary>
    [Id(1)] public required DateOnly InForceFrom { get; init; }

    [Id(2)] public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>An opaque staff id; <c>configuration</c> when it was read from this installation's configuration.</summary>
    [Id(3)] public required string Author { get; init; }

    [Id(4)] public string? Reason { get; init; }

    [Id(5)] public required RuleChanges Changes { get; init; }

    /// <summary>
    /// Read from configuration: its changes are all that is configured, in place of what was configured before, and what people published
    /// stands above them. Else they are what one person changed.
    /// </summary>
    [Id(6)] public bool IsConfiguration { get; init; }

    /// <summary>The id of the command that published it: the same command twice is one edition.</summary>
    [Id(7)] public string? CommandId { get; init; }

    /// <summary>From this instant on it decides: midnight of its date, or the moment it was published on that date.</summary>
    public DateTimeOffset StartsAt => Number == 0 || SchoolTime.StartOf(InForceFrom) is var midnight && midnight < PublishedAt ? PublishedAt : midnight;
}

/// <summary>One thing that an edition changes, from what to what.</summary>
/// <param name="What">The name of a threshold, <c>severity</c> or <c>switch</c>.</param>
public sealed record RuleChange(RuleId Rule, string What, string From, string To)
{
    public const string Severity = "severity";
    public const string Switch = "switch";

    public string Key => $"{Rule}:{What}";

    /// <summary><c>SG-02:Days 28 → 21</c></summary>
    public override string ToString() => $"{Key} {From} → {To}";
}

/// <summary>Since when and by which edition a rule is not asked.</summary>
public sealed record SwitchedOff(DateOnly Since, int Edition);
