using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Interfaces;

/// <summary>Two records of a school that may be one child, as a list may show them: no name, no date of birth, no UPN.</summary>
/// <param name="First">The record known first: if they are one child, the child is known by it.</param>
/// <param name="Why">What speaks for one child, in words that name nobody.</param>
/// <param name="By">Who said so, when a person did.</param>
[GenerateSerializer, Immutable, Alias("IdentityMatch")]
public sealed record IdentityMatch(
    [property: Id(0)] StudentId First,
    [property: Id(1)] StudentId Second,
    [property: Id(2)] IdentityStanding Standing,
    [property: Id(3)] string Why,
    [property: Id(4)] MaskedIdentity FirstShown,
    [property: Id(5)] MaskedIdentity SecondShown,
    [property: Id(6)] string? By,
    [property: Id(7)] DateTimeOffset? At);

/// <summary>One record by itself, for whoever compares two; the looking is audited.</summary>
[GenerateSerializer, Immutable, Alias("IdentityRecord")]
public sealed record IdentityRecord(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] string? Name,
    [property: Id(2)] DateOnly? Born,
    [property: Id(3)] DateOnly? Joined,
    [property: Id(4)] DateOnly? Left,
    [property: Id(5)] int Marks,
    [property: Id(6)] int Concerns)
{
    /// <summary>In place of a number of concerns: a trust asks, and the school does not share all of them with it.</summary>
    public const int NotTold = -1;

    // Names and dates of birth stay out of logs, whatever prints this.
    public override string ToString() => Student.ToString();
}

[GenerateSerializer, Immutable, Alias("IdentityLook")]
public sealed record IdentityLook([property: Id(0)] StudentId First, [property: Id(1)] StudentId Second, [property: Id(2)] string Actor, [property: Id(3)] string Reason);

[GenerateSerializer, Immutable, Alias("IdentityRequest")]
public sealed record IdentityRequest([property: Id(0)] StudentId First, [property: Id(1)] StudentId Second, [property: Id(2)] IdentityVerdict Verdict, [property: Id(3)] string Actor);

/// <summary>A record as its school lends it to the board of its trust.</summary>
/// <param name="Shown">As a list may show it, with the school's name.</param>
[GenerateSerializer, Immutable, Alias("LentRecord")]
public sealed record LentRecord([property: Id(0)] ChildMarks Marks, [property: Id(1)] MaskedIdentity Shown);
