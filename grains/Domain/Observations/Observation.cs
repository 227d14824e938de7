using Orleans;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// Something a school recorded: when it happened (a field of each kind), when it was recorded, when we received it.
/// A later observation of the same <see cref="Key"/> replaces the earlier one; a <see cref="Withdrawn"/> takes it away.
/// </summary>
[GenerateSerializer, Immutable, Alias("Observation")]
public abstract record Observation
{
    [Id(0)] public required SchoolId School { get; init; }

    /// <summary>When the school wrote it down; null when its source does not say.</summary>
    [Id(1)] public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>When we received it. The clock of a replay, and the answer to "what did we know at 09:30?".</summary>
    [Id(2)] public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The word in the field <c>type</c> of the canonical input.</summary>
    public abstract string Type { get; }

    /// <summary>The fields in bold in the canonical input, joined by <c>|</c>; unique with <see cref="School"/> and <see cref="Type"/>.</summary>
    public abstract string Key { get; }
}

/// <summary>An observation about one pupil.</summary>
[GenerateSerializer, Immutable, Alias("PupilObservation")]
public abstract record PupilObservation : Observation
{
    [Id(0)] public required StudentId Student { get; init; }
}
