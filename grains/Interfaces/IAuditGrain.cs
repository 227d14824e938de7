using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;

namespace RiskMonitor.Interfaces;

/// <summary>The audit trail, for the hosts that cannot reach the database. Key: <c>audit</c>; every silo has its own.</summary>
[Alias("IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    public const string Key = "audit";

    /// <summary>On disk when it answers; when it throws, what it is about must not be shown or done.</summary>
    [Alias("Write")]
    Task Write(AuditNote note);

    [Alias("Find")]
    Task<AuditPage> Find(AuditQuestion question);
}

/// <summary>One check of the whole trail at a time, for everybody who asks. Key: <c>audit</c>.</summary>
[Alias("IAuditCheckGrain")]
public interface IAuditCheckGrain : IGrainWithStringKey
{
    /// <summary>Begins one unless one is under way.</summary>
    [Alias("Start")]
    Task<AuditCheckStatus> Start(string actor);

    /// <summary>The one under way or the last one; null: there was none since the silo started.</summary>
    [Alias("Status")]
    Task<AuditCheckStatus?> Status();
}

/// <summary>What somebody is about to see or do.</summary>
/// <param name="What">Such as <c>student.open</c>; it names no pupil.</param>
/// <param name="School">Null when it concerns no school.</param>
/// <param name="Why">The reason given; sealed.</param>
[GenerateSerializer, Immutable, Alias("AuditNote")]
public sealed record AuditNote(
    [property: Id(0)] string Who, [property: Id(1)] string What, [property: Id(2)] SchoolId? School,
    [property: Id(3)] string? About = null, [property: Id(4)] string? Why = null, [property: Id(5)] StudentId? Pupil = null);

/// <summary>What the data-protection officer looks for. What is not given does not narrow it.</summary>
[GenerateSerializer, Immutable, Alias("AuditQuestion")]
public sealed record AuditQuestion(
    [property: Id(0)] ImmutableArray<SchoolId> Schools, [property: Id(1)] string? Who, [property: Id(2)] string? What, [property: Id(3)] string? Pupil,
    [property: Id(4)] DateTimeOffset? From, [property: Id(5)] DateTimeOffset? To, [property: Id(6)] long? Before, [property: Id(7)] int Limit);

[GenerateSerializer, Immutable, Alias("AuditPage")]
public sealed record AuditPage([property: Id(0)] ImmutableArray<AuditEntry> Entries);

/// <param name="IsShredded">Whom it is about and why cannot be read any more: the school's keys are gone.</param>
[GenerateSerializer, Immutable, Alias("AuditEntry")]
public sealed record AuditEntry(
    [property: Id(0)] long Number, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Who, [property: Id(3)] string What,
    [property: Id(4)] SchoolId? School, [property: Id(5)] string? About, [property: Id(6)] string? Why, [property: Id(7)] bool IsShredded);

/// <param name="Verdict">Null while it is under way, or when it failed.</param>
/// <param name="Trouble">Why it could not be carried out.</param>
[GenerateSerializer, Immutable, Alias("AuditCheckStatus")]
public sealed record AuditCheckStatus(
    [property: Id(0)] DateTimeOffset StartedAt, [property: Id(1)] long Checked, [property: Id(2)] long Of,
    [property: Id(3)] AuditVerdict? Verdict, [property: Id(4)] string? Trouble);

/// <summary>What a check of the whole trail found.</summary>
/// <param name="Before">Rows older than the chains, of which nothing can be proved.</param>
/// <param name="Faults">The first of them; <paramref name="FaultCount"/> says how many there are.</param>
[GenerateSerializer, Immutable, Alias("AuditVerdict")]
public sealed record AuditVerdict(
    [property: Id(0)] long Rows, [property: Id(1)] int Chains, [property: Id(2)] int Checkpoints, [property: Id(3)] long Before,
    [property: Id(4)] ImmutableArray<AuditFault> Faults, [property: Id(5)] int FaultCount)
{
    public bool IsWhole => FaultCount == 0;
}

/// <param name="Sequence">The place in the chain, 0 for the chain as a whole.</param>
/// <param name="Words">What it means, in plain words.</param>
[GenerateSerializer, Immutable, Alias("AuditFault")]
public sealed record AuditFault([property: Id(0)] AuditFaultKind Kind, [property: Id(1)] string Chain, [property: Id(2)] long Sequence, [property: Id(3)] string Words);

/// <summary>The kinds of tampering that can be told apart. Never renumbered.</summary>
[GenerateSerializer, Alias("AuditFaultKind")]
public enum AuditFaultKind
{
    /// <summary>A row is not what was written there: changed, or moved from elsewhere.</summary>
    Changed = 1,

    /// <summary>Rows between two others are gone.</summary>
    Missing = 2,

    /// <summary>The end that a checkpoint attests is gone.</summary>
    Cut = 3,

    /// <summary>The chain fits together and is another one than a checkpoint attests.</summary>
    Rewritten = 4,

    /// <summary>A whole chain that a checkpoint attests is gone.</summary>
    ChainGone = 5,

    /// <summary>A checkpoint is not signed with our key, or cannot be read.</summary>
    ForgedCheckpoint = 6,

    /// <summary>No checkpoint attests this chain: it was put in by hand, or its checkpoints are kept elsewhere.</summary>
    Unattested = 7,

    /// <summary>The numbers by which the trail is shown are not those it was written with.</summary>
    Renumbered = 8,

    /// <summary>There is no trail and no checkpoint, and there is what the service did.</summary>
    Emptied = 9,
}

/// <summary>The audit trail cannot be written, so what was asked for is neither shown nor done.</summary>
[GenerateSerializer, Alias("AuditBehindException")]
public sealed class AuditBehindException : Exception
{
    public AuditBehindException()
    {
    }

    public AuditBehindException(string message)
        : base(message)
    {
    }

    public AuditBehindException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
