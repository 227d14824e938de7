using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>One thing that was recorded and counted: a session with its code, a concern with its category.</summary>
[GenerateSerializer, Immutable, Alias("EvidenceItem")]
public sealed record EvidenceItem
{
    [Id(0)] public required DateOnly Date { get; init; }

    [Id(1)] public Session? Session { get; init; }

    [Id(2)] public string? Code { get; init; }

    [Id(3)] public string? Id { get; init; }

    [Id(4)] public string? Category { get; init; }

    /// <summary>The role of whoever recorded it, never a name.</summary>
    [Id(5)] public string? RecordedByRole { get; init; }

    /// <summary>When the school wrote it down, where that matters: a back-dated entry, a poll.</summary>
    [Id(6)] public DateTimeOffset? RecordedAt { get; init; }
}

/// <summary>A number beside the count, by the name people use for it: <c>possible</c>, <c>absent</c>, <c>onRoll</c>.</summary>
[GenerateSerializer, Immutable, Alias("Measure")]
public sealed record Measure([property: Id(0)] string Name, [property: Id(1)] decimal Value);

/// <summary>Why an alert stands: the numbers, the threshold, the window and the items, so that a person can check it by hand.</summary>
[GenerateSerializer, Immutable, Alias("Evidence")]
public sealed record Evidence
{
    [Id(0)] public decimal? Count { get; init; }

    [Id(1)] public decimal? Threshold { get; init; }

    [Id(2)] public DateOnly? WindowFrom { get; init; }

    [Id(3)] public DateOnly? WindowTo { get; init; }

    [Id(4)] public ImmutableArray<Measure> Measures { get; init; } = [];

    [Id(5)] public ImmutableArray<EvidenceItem> Items { get; init; } = [];

    /// <summary>How much there is: the count, or the items where nothing is counted.</summary>
    private decimal Amount => Count is { } count and > 0 ? count : Items.Length;

    internal bool IsTwice(Evidence before) => before.Amount > 0 && Amount >= 2 * before.Amount;

    internal bool IsMore(Evidence before) => Amount > before.Amount || Items.Any(each => each.Id is not null && !before.Items.Any(other => other.Id == each.Id));
}
