using Orleans;

namespace RiskMonitor.Domain.Observations;

[GenerateSerializer, Immutable, Alias("Assessment")]
public sealed record Assessment : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateOnly On { get; init; }

    [Id(2)] public required string Subject { get; init; }

    [Id(3)] public required string Measure { get; init; }

    [Id(4)] public required string Value { get; init; }

    /// <summary>below, at or above.</summary>
    [Id(5)] public required string Band { get; init; }

    public override string Type => "assessment";

    public override string Key => $"{Id}|{Student}";
}

/// <summary>A part-time timetable or alternative provision, and when it was last reviewed.</summary>
[GenerateSerializer, Immutable, Alias("Plan")]
public sealed record Plan : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>part-time or alternative-provision.</summary>
    [Id(1)] public required string Kind { get; init; }

    [Id(2)] public required DateOnly From { get; init; }

    [Id(3)] public DateOnly? To { get; init; }

    [Id(4)] public DateOnly? ReviewedOn { get; init; }

    public override string Type => "plan";

    public override string Key => $"{Id}|{Student}";
}

[GenerateSerializer, Immutable, Alias("Departure")]
public sealed record Departure : PupilObservation
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>elective-home-education, transfer or unknown.</summary>
    [Id(1)] public required string Kind { get; init; }

    [Id(2)] public required DateOnly NoticedOn { get; init; }

    [Id(3)] public DateOnly? DecidedOn { get; init; }

    public override string Type => "departure";

    public override string Key => $"{Id}|{Student}";
}
