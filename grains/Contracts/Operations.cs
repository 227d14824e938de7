namespace RiskMonitor.Contracts;

/// <summary>One source of one school, for those who run it: counts, times and words about the source; no pupil.</summary>
/// <param name="Feed">mis or concerns.</param>
/// <param name="LastCompleteAt">When everything there was had been read last; null: never yet.</param>
/// <param name="NewestSeen">When the school recorded the newest thing we were told; null where the source does not say.</param>
/// <param name="Trouble">What went wrong last, in words for an operator; null when the last sweep was complete.</param>
/// <param name="UnderWay">The sweep that runs now; null: none.</param>
/// <param name="Quarantine">Rows that could not be understood and wait, by stream and reason.</param>
/// <param name="ProbedAt">When the source last said how it is.</param>
/// <param name="IsOnline">Whether it said that the school's own system can be reached.</param>
/// <param name="LastSyncAt">When the source itself last heard from the school's system; null where it does not say.</param>
/// <param name="Now">By the schools' clock, which need not be that of the screen.</param>
/// <param name="Doorbell">The source may ring to be polled early; null: it was given no secret to do so.</param>
public sealed record FeedReport(
    string School,
    string Feed,
    string Source,
    DateTimeOffset? LastCompleteAt,
    DateTimeOffset? NewestSeen,
    string? Trouble,
    IReadOnlyList<StreamReport> Streams,
    SweepNow? UnderWay,
    IReadOnlyList<QuarantineReport> Quarantine,
    DateTimeOffset? ProbedAt,
    bool IsOnline,
    DateTimeOffset? LastSyncAt,
    DateTimeOffset Now,
    DoorbellText? Doorbell = null);

/// <param name="RungAt">When the source rang last; null: never yet.</param>
public sealed record DoorbellText(DateTimeOffset? RungAt);

/// <param name="Watermark">Everything the source had before this, by its own clock, has been read.</param>
/// <param name="Coverage">Supplied, NotPermitted, NotSupplied, IncludeRejected or Unknown: nothing read is five different things.</param>
/// <param name="Accepted">Facts taken in since the feed began.</param>
/// <param name="Quarantined">Rows that wait now.</param>
/// <param name="LastFullReadAt">When it was last read from beginning to end.</param>
/// <param name="NewestAt">When the school recorded the newest thing this stream has told.</param>
/// <param name="IsLost">It could be read once and may no more, and nobody has said that this is meant.</param>
/// <param name="HasMore">More rows wait than are counted.</param>
/// <param name="Frozen">So many pupils would have gone at once that it was not believed; null: nothing of the kind.</param>
/// <param name="OffRoll">Links to pupils who are on no roll we know, leavers mostly: they wait, and are no trouble.</param>
public sealed record StreamReport(
    string Stream,
    DateTimeOffset? Watermark,
    string Coverage,
    long Accepted,
    long Quarantined,
    DateTimeOffset? LastFullReadAt,
    DateTimeOffset? NewestAt,
    bool IsLost,
    bool HasMore,
    FrozenChangeText? Frozen = null,
    int OffRoll = 0);

/// <summary>Pupils who would go from the roll at once, and stay until a person says that it is meant.</summary>
/// <param name="Change">Stands for just this change, and is sent back with the word that it is meant.</param>
/// <param name="Going">How many would go.</param>
/// <param name="Known">Of how many on roll.</param>
/// <param name="IsAccepted">Somebody has said so; the sweep that takes it in has not ended yet.</param>
public sealed record FrozenChangeText(string Change, int Going, int Known, bool IsAccepted);

/// <param name="Change">As it was shown.</param>
/// <param name="Reason">Why it is meant; kept in the audit.</param>
public sealed record AcceptChangeCommand(string Change, string Reason);

public sealed record SweepNow(DateTimeOffset StartedAt, string Stream, long Pages, long Rows);

/// <param name="Reason">Names the field and what is wrong with it; nothing of the row.</param>
public sealed record QuarantineReport(string Stream, string Reason, int Rows, DateTimeOffset Since);

/// <summary>One sweep of a feed.</summary>
/// <param name="EndedAt">Null while it runs, and for ever where the process died.</param>
/// <param name="Outcome">running, complete, failed or interrupted.</param>
public sealed record SweepReport(
    long Run, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string Outcome, string? Trouble, long Pages, long Rows, long Changed, long Quarantined);

/// <summary>A school whose sources somebody may look at.</summary>
/// <param name="CanRun">Whether they may also have them polled and rows in quarantine read once more.</param>
public sealed record FedSchool(string School, string Name, bool CanRun);
