using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

/// <summary>A register mark for one session. <see cref="Code"/> is a DfE code kept whole (<c>C1</c>, <c>Y3</c>), or null for "no mark".</summary>
[GenerateSerializer, Immutable, Alias("Mark")]
public sealed record Mark : PupilObservation
{
    [Id(0)] public required SchoolSession At { get; init; }

    [Id(1)] public string? Code { get; init; }

    [Id(2)] public int? MinutesLate { get; init; }

    public override string Type => "mark";

    public override string Key => $"{Student}|{At.Date:yyyy-MM-dd}|{At.Session}";
}

/// <summary>A lesson register's mark.</summary>
[GenerateSerializer, Immutable, Alias("LessonMark")]
public sealed record LessonMark : PupilObservation
{
    [Id(0)] public required DateOnly Date { get; init; }

    [Id(1)] public required string Period { get; init; }

    [Id(2)] public string? Code { get; init; }

    public override string Type => "lesson";

    public override string Key => $"{Student}|{Date:yyyy-MM-dd}|{Period}";
}
