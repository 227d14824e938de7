namespace RiskMonitor.Contracts;

/// <summary>One alert as a wall or a list shows it. Everything that leaves for a screen is in this folder: data minimisation is a file to review.</summary>
public sealed record AlertCard
{
    public required string School { get; init; }

    /// <summary>Unique within the school: <c>ATT-04/p001/-/1</c>.</summary>
    public required string Alert { get; init; }

    /// <summary>Opaque pupil id for the link to the case; null for a school's own alert, and for viewers who may not open a case.</summary>
    public string? Student { get; init; }

    /// <summary>Initials, never a name; null for a school's own alert.</summary>
    public string? Initials { get; init; }

    public int? YearGroup { get; init; }

    public required string Rule { get; init; }

    /// <summary>The rule as a few plain words: "10 unauthorised sessions in 10 school weeks".</summary>
    public required string Title { get; init; }

    /// <summary>critical, high, medium, low or info.</summary>
    public required string Severity { get; init; }

    /// <summary>firing, acknowledged, resolved or retracted.</summary>
    public required string State { get; init; }

    /// <summary>The evidence in one sentence, with the numbers.</summary>
    public required string Sentence { get; init; }

    public decimal? Count { get; init; }

    public decimal? Threshold { get; init; }

    public DateOnly Effective { get; init; }

    public DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Already true at the first import, or when an edition of the school's rules came into force.</summary>
    public bool PreExisting { get; init; }

    public string? AcknowledgedBy { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Why it was resolved or retracted, for a card that is about to leave the wall.</summary>
    public string? Because { get; init; }

    /// <summary>Set aside until the morning of this day, or until it gets worse.</summary>
    public DateOnly? SnoozedUntil { get; init; }

    public string? SnoozedBy { get; init; }

    /// <summary>How far up the ladder it has gone since people were last asked: 0, the people on duty.</summary>
    public int Step { get; init; }

    /// <summary>Who is asked now: the people on duty, the deputy, the head. Null when nobody is asked.</summary>
    public string? Asked { get; init; }

    /// <summary>When people were last asked: by the raise, by more of it, by the end of a snooze or of an acknowledgement.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>When the next one is asked, or it comes back, if nobody does anything.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The third raise or more within ten school days: it comes and goes.</summary>
    public bool Flapping { get; init; }

    /// <summary>The rule that, while it is open, makes this one say little: an absence without a mark while the register is incomplete.</summary>
    public string? HeldBackBy { get; init; }

    /// <summary>Who wants to be told of whatever is added.</summary>
    public IReadOnlyList<string> Watchers { get; init; } = [];

    /// <summary>The outcome with which a person closed it, and who.</summary>
    public string? Outcome { get; init; }

    public string? ClosedBy { get; init; }

    /// <summary>How many changes the alert has had: what a command says it has seen.</summary>
    public int Seen { get; init; }

    /// <summary>The board's number of this alert's last change.</summary>
    public long Update { get; init; }
}

public sealed record RegisterChip(string Session, int Received, int Expected, DateTimeOffset? LastAt);

public sealed record FeedChip(string Feed, DateTimeOffset? LastCompleteAt, bool Stale);

public sealed record BoardFreshness
{
    public DateTimeOffset LastEvaluatedAt { get; init; }

    public long MarksToday { get; init; }

    public RegisterChip? Registers { get; init; }

    public IReadOnlyList<FeedChip> Feeds { get; init; } = [];

    /// <summary>True while the first import is under way: an empty board says nothing yet.</summary>
    public bool Baseline { get; init; }

    /// <summary>The school's clock. In the demo it runs faster than the one on the wall.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>School-clock seconds per real second: 1 outside the demo.</summary>
    public double Speed { get; init; } = 1;
}

public sealed record BoardSnapshot
{
    public required string School { get; init; }

    public required string Name { get; init; }

    /// <summary>The number of the last change this snapshot includes.</summary>
    public required long Update { get; init; }

    public IReadOnlyList<AlertCard> Alerts { get; init; } = [];

    public required BoardFreshness Freshness { get; init; }
}

/// <summary>One numbered change of a board. A client drops what it has seen (<c>Update</c> ≤ last) and fetches when a number is missing.</summary>
/// <param name="Alert">Null when the change is one the viewer may not see, or is overtaken by a later one of the same message: only the number counts.</param>
public sealed record BoardUpdate(string School, long Update, AlertCard? Alert);

/// <summary>Answer of the hub's <c>Subscribe(school, lastUpdate)</c>: joined first, then everything as it stands and everything missed.</summary>
public sealed record SubscribeAnswer(BoardSnapshot Snapshot, IReadOnlyList<BoardUpdate> Missed);

/// <summary>Every five seconds, also when quiet: a number that is ahead of the client's means something was missed.</summary>
public sealed record BoardHeartbeat(string School, long Update, BoardFreshness Freshness);

/// <summary>The names of the messages a client hears.</summary>
public static class BoardMessages
{
    public const string Update = "update";
    public const string Heartbeat = "heartbeat";

    /// <summary>The server closed a subscription because a grant was taken back.</summary>
    public const string Revoked = "revoked";
}
