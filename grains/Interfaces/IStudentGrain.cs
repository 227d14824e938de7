using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Interfaces;

/// <summary>A pupil at a school: the mailbox of a chronology. Key: <c>school/student</c>. It never writes by itself.</summary>
[Alias("IStudentGrain")]
public interface IStudentGrain : IGrainWithStringKey
{
    [Alias("Take")]
    Task<PupilOutcome> Take(StudentSlice slice);

    /// <summary>Everything about one pupil that a case page may show. Null: not on this school's books.</summary>
    [Alias("Case"), ReadOnly]
    Task<CaseView?> Case(DateTimeOffset asOf);
}

/// <summary>A pupil's part of one journal row.</summary>
/// <param name="Position">The row's position in the school's journal.</param>
/// <param name="After">The position of the last earlier row with anything for this pupil; an activation that has not seen it reads it first.</param>
/// <param name="Evaluate">False while the first import is under way.</param>
/// <param name="Context">What other pupils' records say of this one at this moment.</param>
/// <param name="Edition">The last edition of the school's rules as of this row.</param>
/// <param name="Older">The pupil's open alerts that an older edition judges.</param>
/// <param name="Owner">The activation of the school that asks, by its fence: what a pupil heard from an earlier one may have been disposed of since.</param>
[GenerateSerializer, Immutable, Alias("StudentSlice")]
public readonly record struct StudentSlice(
    [property: Id(0)] long Position,
    [property: Id(1)] long After,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] ImmutableArray<Observation> Observations,
    [property: Id(4)] SchoolCalendar Calendar,
    [property: Id(5)] bool Evaluate,
    [property: Id(6)] PupilContext Context,
    [property: Id(7)] int Edition,
    [property: Id(8)] ImmutableArray<AlertUnder> Older,
    [property: Id(9)] long Owner = 0);

/// <summary>What a pupil answers to a slice: what it remembers now, and what the rules say of it.</summary>
[GenerateSerializer, Immutable, Alias("PupilOutcome")]
public readonly record struct PupilOutcome(
    [property: Id(0)] Chronology Chronology,
    [property: Id(1)] PupilAssessment Assessment);

/// <summary>What the school keeps for a pupil between activations.</summary>
/// <param name="Row">The position of the last journal row it includes.</param>
/// <param name="Edition">The last edition of the school's rules.</param>
/// <param name="Older">The pupil's open alerts that an older edition judges.</param>
[GenerateSerializer, Immutable, Alias("RememberedPupil")]
public readonly record struct RememberedPupil(
    [property: Id(0)] Chronology Chronology,
    [property: Id(1)] long Row,
    [property: Id(2)] SchoolCalendar Calendar,
    [property: Id(3)] PupilContext Context,
    [property: Id(4)] int Edition,
    [property: Id(5)] ImmutableArray<AlertUnder> Older,
    [property: Id(6)] StudentId? SameAs = null);
