using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>What a school keeps past its period and what stops its disposal. Key: the school's id.</summary>
[Alias("IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Holds in force and certificates, the newest first.</summary>
    [Alias("Overview")]
    Task<RetentionOverview> Overview();

    /// <summary>What would be disposed of now. Who looks is audited before it answers, since it names pupils by their ids.</summary>
    [Alias("Preview")]
    Task<DisposalPreview> Preview(string actor);

    /// <summary>Disposes of what a preview showed, when it is still the same: audited first, certified last. The same again finds nothing left.</summary>
    [Alias("Dispose")]
    Task<DisposalAnswer> Dispose(DisposalRequest request);

    /// <summary>Nothing of a pupil, or of the whole school, is disposed of until the hold is lifted; audited first. Null: no such pupil.</summary>
    [Alias("Hold")]
    Task<LegalHold?> Hold(HoldRequest request);

    /// <summary>Audited first. False: there is no such hold, or it was lifted before.</summary>
    [Alias("Lift")]
    Task<bool> Lift(LiftRequest request);
}

/// <param name="Student">Null: the whole school.</param>
[GenerateSerializer, Immutable, Alias("LegalHold")]
public sealed record LegalHold(
    [property: Id(0)] string Id, [property: Id(1)] StudentId? Student, [property: Id(2)] string Reason, [property: Id(3)] string By, [property: Id(4)] DateTimeOffset At)
{
    // Why a pupil is held stays out of logs.
    public override string ToString() => $"hold {Id}";
}

/// <summary>How much one line of the policy is about.</summary>
[GenerateSerializer, Immutable, Alias("DisposalCount")]
public sealed record DisposalCount([property: Id(0)] string Line, [property: Id(1)] long Count);

/// <summary>A pupil whose period is over.</summary>
[GenerateSerializer, Immutable, Alias("PupilPastPeriod")]
public sealed record PupilPastPeriod([property: Id(0)] StudentId Student, [property: Id(1)] string? Initials, [property: Id(2)] DateOnly? Left);

/// <param name="Fingerprint">What is shown here and nothing else is disposed of: the request gives it back.</param>
/// <param name="Held">Pupils whom a hold keeps.</param>
/// <param name="Waiting">Leavers past their period with an open alert, or whose records were joined.</param>
/// <param name="IsStopped">The whole school is held, or its first import is under way: nothing would be disposed of.</param>
[GenerateSerializer, Immutable, Alias("DisposalPreview")]
public sealed record DisposalPreview(
    [property: Id(0)] DateTimeOffset AsOf, [property: Id(1)] string Fingerprint, [property: Id(2)] ImmutableArray<DisposalCount> Counts,
    [property: Id(3)] ImmutableArray<PupilPastPeriod> Pupils, [property: Id(4)] int Held, [property: Id(5)] int Waiting, [property: Id(6)] bool IsStopped);

/// <summary>What was disposed of, when, by whom and under which lines. It names no pupil.</summary>
[GenerateSerializer, Immutable, Alias("DisposalCertificate")]
public sealed record DisposalCertificate(
    [property: Id(0)] string Id, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string By, [property: Id(3)] string Reason,
    [property: Id(4)] ImmutableArray<DisposalCount> Counts, [property: Id(5)] int Held);

[GenerateSerializer, Immutable, Alias("RetentionOverview")]
public sealed record RetentionOverview([property: Id(0)] ImmutableArray<LegalHold> Holds, [property: Id(1)] ImmutableArray<DisposalCertificate> Certificates);

[GenerateSerializer, Immutable, Alias("DisposalRequest")]
public sealed record DisposalRequest([property: Id(0)] string Fingerprint, [property: Id(1)] string Actor, [property: Id(2)] string Reason);

/// <param name="Certificate">Null unless it was done.</param>
[GenerateSerializer, Immutable, Alias("DisposalAnswer")]
public sealed record DisposalAnswer([property: Id(0)] DisposalOutcome Outcome, [property: Id(1)] DisposalCertificate? Certificate);

/// <summary>Never renumbered.</summary>
[GenerateSerializer, Alias("DisposalOutcome")]
public enum DisposalOutcome
{
    Done = 0,

    /// <summary>What would be disposed of is not what was shown any more: look again.</summary>
    Changed = 1,

    /// <summary>Nothing is past its period, or a hold on the school stops it.</summary>
    Nothing = 2,

    /// <summary>The school works off what it was sent: try again in a moment.</summary>
    Busy = 3,
}

[GenerateSerializer, Immutable, Alias("HoldRequest")]
public sealed record HoldRequest([property: Id(0)] StudentId? Student, [property: Id(1)] string Actor, [property: Id(2)] string Reason);

[GenerateSerializer, Immutable, Alias("LiftRequest")]
public sealed record LiftRequest([property: Id(0)] string Id, [property: Id(1)] string Actor, [property: Id(2)] string Reason);

/// <summary>What a school remembers past its period, as its own grain sees it. Never leaves the silos.</summary>
/// <param name="Position">Journal rows up to this one are in the school's memory.</param>
/// <param name="Remembered">Every pupil that stays, joined records among them.</param>
/// <param name="KeptConcerns">Concerns that stay although their period is over, since nobody has answered them or an open alert rests on them.</param>
[GenerateSerializer, Immutable, Alias("SchoolPastPeriod")]
public sealed record SchoolPastPeriod(
    [property: Id(0)] long Position, [property: Id(1)] ImmutableArray<PupilPastPeriod> Pupils, [property: Id(2)] ImmutableArray<StudentId> Remembered,
    [property: Id(3)] ImmutableArray<string> KeptConcerns, [property: Id(4)] int Waiting, [property: Id(5)] bool IsReady, [property: Id(6)] ImmutableArray<StudentId> Frozen);

/// <summary>What the school's grain is to forget.</summary>
/// <param name="Alerts">Of each alert that goes, the numbers of its changes.</param>
[GenerateSerializer, Immutable, Alias("ForgetOrder")]
public sealed record ForgetOrder([property: Id(0)] ImmutableArray<StudentId> Students, [property: Id(1)] ImmutableArray<StudentId> Held, [property: Id(2)] DateTimeOffset AsOf,
    [property: Id(3)] ImmutableArray<ImmutableArray<long>> Alerts);
