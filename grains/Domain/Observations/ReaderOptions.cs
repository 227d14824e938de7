namespace RiskMonitor.Domain.Observations;

/// <summary>Whose lines are read, and how far they are believed.</summary>
public sealed record ReaderOptions
{
    /// <summary>A sender over the network: our clock says when a line was received.</summary>
    public static ReaderOptions Sender { get; } = new();

    /// <summary>A file to replay: <c>receivedAt</c>, else <c>recordedAt</c>, else <c>at</c> is the clock, else what the caller passes.</summary>
    public static ReaderOptions Replay { get; } = new() { LineTellsReceivedAt = true };

    /// <summary>Our own journal: it was checked when it was written, and holds our own reports of feeds.</summary>
    public static ReaderOptions Journal { get; } = new() { LineTellsReceivedAt = true, AllowFeedReports = true, CheckValues = false };

    /// <summary>The longest line taken, in bytes. Default 1 MiB.</summary>
    public int MaximumLineBytes { get; init; } = 1 << 20;

    /// <summary>Take the time of receipt from the line instead of from the caller's clock. Default false.</summary>
    public bool LineTellsReceivedAt { get; init; }

    /// <summary>Take the internal type <c>feed</c>. Default false: a sender cannot vouch for a feed.</summary>
    public bool AllowFeedReports { get; init; }

    /// <summary>Check that values are possible (<see cref="ObservationCheck"/>), beyond their shape. Default true.</summary>
    public bool CheckValues { get; init; } = true;
}
