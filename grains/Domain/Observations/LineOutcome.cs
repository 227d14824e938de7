using Orleans;

namespace RiskMonitor.Domain.Observations;

/// <summary>What became of one line of canonical input: read, or rejected with a reason. Lines around a rejected one still count.</summary>
[GenerateSerializer, Immutable, Alias("LineOutcome")]
public abstract record LineOutcome;

/// <param name="Observation">What the line says.</param>
/// <param name="UnknownFields">How many fields of the line nobody knows: kept out, counted.</param>
[GenerateSerializer, Immutable, Alias("ReadLine")]
public sealed record ReadLine([property: Id(0)] Observation Observation, [property: Id(1)] int UnknownFields) : LineOutcome;

/// <summary>A line that was not taken in. The reason is a plain sentence and repeats nothing of the line, so it may be logged and shown.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Field">The field at fault, or <c>line</c> when the line as a whole is.</param>
/// <param name="Reason">Why, in plain words.</param>
[GenerateSerializer, Immutable, Alias("RejectedLine")]
public sealed record RejectedLine([property: Id(0)] long Line, [property: Id(1)] string Field, [property: Id(2)] string Reason) : LineOutcome;
