namespace RiskMonitor.Domain.Observations;

/// <summary>Whose lines are read, and how far they are believed.</summary>
public sealed record ReaderOptions
{
    /// <summary>A sender over the network: our clock says when a line was received.</summary>
    public static ReaderOptions Sender { get; } = new();

    /// <summary>A file to replay: <c>receivedAt</c>, else <c>recordedAt</c>, else <c>at</c> is the clock, else what the caller passes.</summary>
    public static ReaderOptions Replay { get; } = new() { LineTellsReceivedAt = true };

    /// <summary>Our own journal: what stands in it was taken in once and must be read again whatever it is; it holds our own reports of feeds too.</summary>
    public static ReaderOptions Journal { get; } = new() { LineTellsReceivedAt = true, AllowFeedReports = true, Trusted = true, MaximumLineBytes = int.MaxValue };

    /// <summary>The longest line taken, in bytes. Default 1 MiB.</summary>
    public int MaximumLineBytes { get; init; } = 1 << 20;

    /// <summary>Take the time of receipt from the line instead of from the caller's clock. Default false.</summary>
    public bool LineTellsReceivedAt { get; init; }

    /// <summary>Take the internal types <c>feed</c>, <c>figures</c> and <c>identity</c>. Default false: a sender cannot vouch for a feed, for another school, or for a person.</summary>
    public bool AllowFeedReports { get; init; }

    /// <summary>Take every line of the right shape, without limits and without <see cref="ObservationCheck"/>. Default false.</summary>
    public bool Trusted { get; init; }

    /// <summary>A replay gives some lines their time only later, and can say what is impossible only then.</summary>
    internal bool ChecksLater { get; init; }
}
