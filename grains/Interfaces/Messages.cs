using System.Collections.Immutable;
using Orleans;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Interfaces;

/// <summary>Observations of one school, from one sender, to be appended as one journal row.</summary>
/// <param name="BatchKey">Unique per school: the same batch again is acknowledged and not appended twice.</param>
/// <param name="Feed">The feed it came from, or null for a push.</param>
/// <param name="IsPrior">It tells what was so before we came: what becomes true with it is listed as pre-existing, and nobody is asked.</param>
[GenerateSerializer, Immutable, Alias("IngestBatch")]
public sealed record IngestBatch(
    [property: Id(0)] string BatchKey,
    [property: Id(1)] string? Feed,
    [property: Id(2)] ImmutableArray<Observation> Observations,
    [property: Id(3)] bool IsPrior = false);

[GenerateSerializer, Immutable, Alias("IngestReceipt")]
public sealed record IngestReceipt([property: Id(0)] long Position, [property: Id(1)] bool AlreadyHere);

/// <summary>One alert as it stands, with what a card needs. The pupil appears by id and by the masked identity only.</summary>
[GenerateSerializer, Immutable, Alias("AlertView")]
public sealed record AlertView
{
    [Id(0)] public required AlertKey Key { get; init; }

    [Id(1)] public required AlertState State { get; init; }

    [Id(2)] public required Severity Severity { get; init; }

    [Id(3)] public required DateOnly Effective { get; init; }

    /// <summary>When it was first told.</summary>
    [Id(4)] public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(5)] public required DateTimeOffset ChangedAt { get; init; }

    [Id(6)] public required Evidence Evidence { get; init; }

    [Id(7)] public required int RuleVersion { get; init; }

    [Id(8)] public required bool PreExisting { get; init; }

    [Id(9)] public string? AcknowledgedBy { get; init; }

    [Id(10)] public DateTimeOffset? AcknowledgedAt { get; init; }

    [Id(11)] public string? Note { get; init; }

    [Id(12)] public required int Sequence { get; init; }

    /// <summary>The number on the school's board of its last change.</summary>
    [Id(13)] public required long Update { get; init; }

    [Id(14)] public MaskedIdentity? Pupil { get; init; }

    /// <summary>Why it was resolved or retracted, in a plain sentence.</summary>
    [Id(15)] public string? Because { get; init; }

    /// <summary>The edition of the school's rules that raised it and judges it until it ends.</summary>
    [Id(16)] public int Edition { get; init; }

    /// <summary>Set aside until the morning of this day, or until it gets worse.</summary>
    [Id(17)] public DateOnly? SnoozedUntil { get; init; }

    [Id(18)] public string? SnoozedBy { get; init; }

    /// <summary>How far up the ladder it has gone since people were last asked.</summary>
    [Id(19)] public int Step { get; init; }

    /// <summary>When time alone next changes it, if nobody does anything.</summary>
    [Id(20)] public DateTimeOffset? NextAt { get; init; }

    /// <summary>The third raise or more within ten school days: it comes and goes.</summary>
    [Id(21)] public bool Flapping { get; init; }

    [Id(22)] public ImmutableArray<string> Watchers { get; init; } = [];

    /// <summary>With which outcome a person closed it, and who; null while it is open, or when the data ended it.</summary>
    [Id(23)] public ClosureOutcome? Outcome { get; init; }

    [Id(24)] public string? ClosedBy { get; init; }

    /// <summary>When people were last asked: by the raise, by more of it, by the end of a snooze or of an acknowledgement.</summary>
    [Id(25)] public DateTimeOffset AskedAt { get; init; }

    /// <summary>The year group of the child, whichever of their records the alert is under.</summary>
    [Id(26)] public int? Year { get; init; }

    /// <summary>Every category of the concerns it was drawn from; null: it was drawn from something else, or one of them is not known any more.</summary>
    [Id(27)] public ImmutableArray<string>? Categories { get; init; }

    /// <summary>The case marks of the child's records at the school.</summary>
    [Id(28)] public ImmutableArray<CaseMark> Cases { get; init; } = [];

    public AlertFacts Facts => new(Key.Rule, Key.Subject.Student is null ? null : new PupilFacts(Year, Cases), Categories);
}

/// <summary>What may stand on a wall: never a name.</summary>
[GenerateSerializer, Immutable, Alias("MaskedIdentity")]
public sealed record MaskedIdentity(
    [property: Id(0)] string? Initials,
    [property: Id(1)] int? YearGroup,
    [property: Id(2)] string? Registration);

/// <summary>A pupil by what other systems may know. The UPN is there as a keyed hash only, and only a permanent one.</summary>
[GenerateSerializer, Immutable, Alias("PupilOnRoll")]
public sealed record PupilOnRoll(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] DateOnly? Born,
    [property: Id(2)] string? FullName,
    [property: Id(3)] string? UpnHash,
    [property: Id(4)] MaskedIdentity Masked)
{
    // Names and dates of birth stay out of logs, whatever prints this.
    public override string ToString() => Student.ToString();
}

/// <summary>A child under the id by which one school knows it.</summary>
[GenerateSerializer, Immutable, Alias("PupilPlace")]
public sealed record PupilPlace([property: Id(0)] SchoolId School, [property: Id(1)] StudentId Student);

[GenerateSerializer, Immutable, Alias("RegisterCount")]
public sealed record RegisterCount(
    [property: Id(0)] string Session,
    [property: Id(1)] int Received,
    [property: Id(2)] int Expected,
    [property: Id(3)] DateTimeOffset? LastAt);

/// <summary>How fresh a board is: what silence means.</summary>
[GenerateSerializer, Immutable, Alias("Freshness")]
public sealed record Freshness
{
    [Id(0)] public required DateTimeOffset LastEvaluatedAt { get; init; }

    [Id(1)] public required long MarksToday { get; init; }

    /// <summary>Registration groups with every pupil marked, of those with pupils, for the session under way; null out of school.</summary>
    [Id(2)] public RegisterCount? Registers { get; init; }

    [Id(3)] public ImmutableArray<FeedFreshness> Feeds { get; init; } = [];

    /// <summary>True while the first import is under way.</summary>
    [Id(4)] public bool Baseline { get; init; }
}

[GenerateSerializer, Immutable, Alias("FeedFreshness")]
public sealed record FeedFreshness(
    [property: Id(0)] string Feed,
    [property: Id(1)] DateTimeOffset? LastCompleteAt);

/// <summary>A school's board: every open alert, or with <c>Since</c> only what changed, closed ones included.</summary>
[GenerateSerializer, Immutable, Alias("BoardView")]
public sealed record BoardView
{
    [Id(0)] public required SchoolId School { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public TrustId? Trust { get; init; }

    [Id(3)] public required long Update { get; init; }

    [Id(4)] public ImmutableArray<AlertView> Alerts { get; init; } = [];

    [Id(5)] public required Freshness Freshness { get; init; }

    /// <summary>Journal rows acknowledged and not yet evaluated.</summary>
    [Id(6)] public long Behind { get; init; }
}

/// <summary>Pushed to every API host that watches the school; also sent with no alerts, as a sign of life.</summary>
[GenerateSerializer, Immutable, Alias("BoardChanged")]
public sealed record BoardChanged(
    [property: Id(0)] SchoolId School,
    [property: Id(1)] long Update,
    [property: Id(2)] ImmutableArray<AlertView> Alerts,
    [property: Id(3)] Freshness Freshness,
    [property: Id(4)] DateTimeOffset ReceivedAt);

[GenerateSerializer, Immutable, Alias("AlertCommandRequest")]
public sealed record AlertCommandRequest([property: Id(0)] string AlertText, [property: Id(1)] AlertCommand Command);

public enum CommandResult
{
    Done,
    AlreadyAcknowledged,
    NoLongerOpen,

    /// <summary>It has become more since the person looked.</summary>
    Overtaken,

    /// <summary>The command is not allowed, for the reason given.</summary>
    NotAllowed,
    NotFound,
}

/// <param name="Alert">As it stands now.</param>
/// <param name="Why">In words for the person, when the command was not carried out.</param>
[GenerateSerializer, Immutable, Alias("AlertCommandAnswer")]
public sealed record AlertCommandAnswer([property: Id(0)] CommandResult Result, [property: Id(1)] AlertView? Alert, [property: Id(2)] string? Why = null);

[GenerateSerializer, Immutable, Alias("RevealRequest")]
public sealed record RevealRequest(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] string Actor,
    [property: Id(2)] string Reason);

[GenerateSerializer, Immutable, Alias("RevealedIdentity")]
public sealed record RevealedIdentity([property: Id(0)] string FullName, [property: Id(1)] DateOnly? Born);

[GenerateSerializer, Immutable, Alias("PupilAlerts")]
public sealed record PupilAlerts(
    [property: Id(0)] ImmutableArray<AlertView> Open,
    [property: Id(1)] ImmutableArray<AlertView> Past,
    [property: Id(2)] ImmutableArray<Transition> Transitions,
    [property: Id(3)] Freshness Freshness,
    [property: Id(4)] ImmutableArray<HouseholdMember> Household);

/// <summary>Another pupil of the school who lives in the same household, by what may stand on a screen.</summary>
/// <param name="Worst">The severity of the most urgent open alert; null: there is none.</param>
/// <param name="Facts">What decides who may see them.</param>
[GenerateSerializer, Immutable, Alias("HouseholdMember")]
public sealed record HouseholdMember(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] MaskedIdentity? Identity,
    [property: Id(2)] int Open,
    [property: Id(3)] Severity? Worst,
    [property: Id(4)] PupilFacts Facts = default);

/// <summary>The pupil whose case a mark names.</summary>
[GenerateSerializer, Immutable, Alias("MarkedPupil")]
public sealed record MarkedPupil([property: Id(0)] CaseMark Mark, [property: Id(1)] StudentId Student);

/// <summary>Somebody takes a pupil's case away on paper.</summary>
[GenerateSerializer, Immutable, Alias("ExportRequest")]
public sealed record ExportRequest(
    [property: Id(0)] StudentId Student,
    [property: Id(1)] string Actor,
    [property: Id(2)] string Reason);
