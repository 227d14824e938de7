using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Observations;

[GenerateSerializer, Immutable, Alias("Term")]
public sealed record Term([property: Id(0)] string Name, [property: Id(1)] DateOnly From, [property: Id(2)] DateOnly To);

/// <summary>What one year group does differently: days it has in addition to the closures of all, or days it comes in when others do not.</summary>
[GenerateSerializer, Immutable, Alias("YearGroupCalendar")]
public sealed record YearGroupCalendar(
    [property: Id(0)] int YearGroup,
    [property: Id(1)] ImmutableArray<DateOnly> Closed,
    [property: Id(2)] ImmutableArray<DateOnly> Open);

/// <summary>The days a school is in session. Replaced whole by a later one.</summary>
[GenerateSerializer, Immutable, Alias("Calendar")]
public sealed record Calendar : Observation
{
    [Id(0)] public required DateOnly From { get; init; }

    [Id(1)] public required DateOnly To { get; init; }

    [Id(2)] public ImmutableArray<DateOnly> Closed { get; init; } = [];

    [Id(3)] public ImmutableArray<DateOnly> Inset { get; init; } = [];

    [Id(4)] public ImmutableArray<Term> Terms { get; init; } = [];

    [Id(5)] public ImmutableArray<YearGroupCalendar> YearGroups { get; init; } = [];

    /// <summary>London wall time at which the morning and the afternoon register close.</summary>
    [Id(6)] public TimeOnly MorningCloses { get; init; } = new(9, 20);

    [Id(7)] public TimeOnly AfternoonCloses { get; init; } = new(13, 30);

    public override string Type => "calendar";

    public override string Key => "calendar";
}

[GenerateSerializer, Immutable, Alias("SchoolRecord")]
public sealed record SchoolRecord : Observation
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public TrustId? Trust { get; init; }

    [Id(2)] public string? Phase { get; init; }

    [Id(3)] public ImmutableArray<SchoolId> Peers { get; init; } = [];

    public override string Type => "school";

    public override string Key => "school";
}

/// <summary>Pupil or parent voice: counts only.</summary>
[GenerateSerializer, Immutable, Alias("Survey")]
public sealed record Survey : Observation
{
    [Id(0)] public required string Term { get; init; }

    /// <summary>pupil or parent.</summary>
    [Id(1)] public required string Audience { get; init; }

    [Id(2)] public required int Invited { get; init; }

    [Id(3)] public required int Answered { get; init; }

    [Id(4)] public required int Experienced { get; init; }

    [Id(5)] public required int ToldAdult { get; init; }

    public override string Type => "survey";

    public override string Key => $"{Term}|{Audience}";
}

[GenerateSerializer, Immutable, Alias("Training")]
public sealed record Training : Observation
{
    [Id(0)] public required string Person { get; init; }

    /// <summary>DSL, DDSL, governor or staff.</summary>
    [Id(1)] public required string Group { get; init; }

    [Id(2)] public DateOnly? AppointedOn { get; init; }

    [Id(3)] public DateOnly? InductionOn { get; init; }

    [Id(4)] public DateOnly? LastOn { get; init; }

    public override string Type => "training";

    public override string Key => Person;
}

/// <summary>A report to the board, or a link-governor role that began or ended.</summary>
[GenerateSerializer, Immutable, Alias("BoardReport")]
public sealed record BoardReport : Observation
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>board-safeguarding or link-governor.</summary>
    [Id(1)] public required string Kind { get; init; }

    [Id(2)] public DateOnly? On { get; init; }

    [Id(3)] public DateOnly? From { get; init; }

    [Id(4)] public DateOnly? To { get; init; }

    public override string Type => "report";

    public override string Key => Id;
}

/// <summary>The source took an earlier observation back.</summary>
[GenerateSerializer, Immutable, Alias("Withdrawn")]
public sealed record Withdrawn : Observation
{
    /// <summary>The type of what is withdrawn.</summary>
    [Id(0)] public required string Of { get; init; }

    /// <summary>The <see cref="Observation.Key"/> of what is withdrawn.</summary>
    [Id(1)] public required string OfKey { get; init; }

    /// <summary>The pupil of what is withdrawn, when it is about one.</summary>
    [Id(2)] public StudentId? Student { get; init; }

    [Id(3)] public required DateTimeOffset At { get; init; }

    /// <summary>deleted or reconciled.</summary>
    [Id(4)] public required string Reason { get; init; }

    public override string Type => "withdrawn";

    public override string Key => $"{Of}|{OfKey}";
}

/// <summary>Nothing happened, time passed: deadlines up to <see cref="At"/> are due. In a replay it may name no school and then speaks to all.</summary>
[GenerateSerializer, Immutable, Alias("ClockTick")]
public sealed record ClockTick : Observation
{
    [Id(0)] public required DateTimeOffset At { get; init; }

    public override string Type => "clock";

    public override string Key => "clock";
}

/// <summary>Ours, not a sender's: a poll of a source completed. The evidence of rule TRU-05.</summary>
[GenerateSerializer, Immutable, Alias("FeedReport")]
public sealed record FeedReport : Observation
{
    /// <summary>mis or concerns.</summary>
    [Id(0)] public required string Feed { get; init; }

    [Id(1)] public required DateTimeOffset LastCompleteAt { get; init; }

    public override string Type => "feed";

    public override string Key => Feed;
}
