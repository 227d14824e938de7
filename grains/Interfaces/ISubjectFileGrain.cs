using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>Everything that is held of one pupil, for the pupil or who speaks for them: others are taken out before it leaves the silo. Key: the school's id, a slash, the pupil's.</summary>
[Alias("ISubjectFileGrain")]
public interface ISubjectFileGrain : IGrainWithStringKey
{
    /// <summary>Who takes it and why is in the audit before it answers. Null: no such pupil.</summary>
    [Alias("Prepare")]
    Task<SubjectFile?> Prepare(string actor, string reason);
}

/// <param name="Taken">How many names, ids and recorders of others were taken out.</param>
/// <param name="Seen">When somebody saw or did something with the pupil's data, and what; not who.</param>
[GenerateSerializer, Immutable, Alias("SubjectFile")]
public sealed record SubjectFile(
    [property: Id(0)] StudentId Student, [property: Id(1)] DateTimeOffset PreparedAt, [property: Id(2)] string? FullName, [property: Id(3)] DateOnly? Born,
    [property: Id(4)] ImmutableArray<SubjectRecord> Records, [property: Id(5)] ImmutableArray<SubjectAlert> Alerts, [property: Id(6)] ImmutableArray<SubjectDecision> Decisions,
    [property: Id(7)] ImmutableArray<SubjectNarrative> Narratives, [property: Id(8)] ImmutableArray<SubjectSeen> Seen, [property: Id(9)] int Taken)
{
    // A child's whole file stays out of logs, whatever prints this.
    public override string ToString() => "subject file";
}

/// <summary>What a source said of the pupil, as the product holds it: a canonical line.</summary>
[GenerateSerializer, Immutable, Alias("SubjectRecord")]
public sealed record SubjectRecord([property: Id(0)] string Type, [property: Id(1)] DateTimeOffset ReceivedAt, [property: Id(2)] string Line)
{
    public override string ToString() => Type;
}

/// <summary>One change of one alert.</summary>
[GenerateSerializer, Immutable, Alias("SubjectAlert")]
public sealed record SubjectAlert(
    [property: Id(0)] string Rule, [property: Id(1)] int Episode, [property: Id(2)] DateTimeOffset At, [property: Id(3)] DateOnly Effective,
    [property: Id(4)] string From, [property: Id(5)] string To, [property: Id(6)] string Severity, [property: Id(7)] string Cause, [property: Id(8)] string? Note,
    [property: Id(9)] ImmutableArray<DateOnly> EvidenceOf)
{
    public override string ToString() => Rule;
}

[GenerateSerializer, Immutable, Alias("SubjectDecision")]
public sealed record SubjectDecision([property: Id(0)] DateTimeOffset At, [property: Id(1)] string What, [property: Id(2)] string Why)
{
    public override string ToString() => "decision";
}

/// <summary>The text of an imported concern, where the school keeps it.</summary>
[GenerateSerializer, Immutable, Alias("SubjectNarrative")]
public sealed record SubjectNarrative([property: Id(0)] string Concern, [property: Id(1)] string Text)
{
    public override string ToString() => "narrative";
}

[GenerateSerializer, Immutable, Alias("SubjectSeen")]
public sealed record SubjectSeen([property: Id(0)] DateTimeOffset At, [property: Id(1)] string What);
