namespace RiskMonitor.Connectors.Http;

/// <summary>How patient we are with a source, and how much we take from it at once. Section <c>Upstream</c>.</summary>
public sealed class UpstreamOptions
{
    public const string Section = "Upstream";

    /// <summary>One request with its body, 1 s to 5 min. Default 30 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One page with all its retries and waits, up to 30 min. Default 5 min.</summary>
    public TimeSpan PageTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After the first attempt; 0 to 10. Default 4.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>Before the first retry; doubled each time, with jitter. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A wait that a request sits out as one of its retries; a longer one pauses the sweep. Up to 10 min. Default 2 min.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A source that names a longer wait than this ends the sweep, and is not asked again before this is over; all pauses of one page together are no longer. Up to
    /// 1 h, the default.
    /// </summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Requests under way at one address at the same time, 1 to 16. Default 4.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>One answer, 1 KiB to 256 MiB. Default 16 MiB.</summary>
    public int LargestAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Pages of one sweep of one stream, 1 to a million. Default 20,000: ten years of marks of a large school.</summary>
    public int MostPages { get; set; } = 20_000;

    /// <summary>Rows asked for at once, where the source lets us choose, 1 to 1,500. Default 1,500; of Wonde no more than 200.</summary>
    public int RowsPerPage { get; set; } = 1500;

    /// <summary>
    /// Requests with one token in five minutes, whichever schools they are for; 0, the default, is as many as the source allows until it names a limit.
    /// </summary>
    public int RequestsPerToken { get; set; }

    /// <summary>How slow a token that is refused again and again becomes: this many requests in five minutes, 1 to 100,000. Default 100.</summary>
    public int LeastPerToken { get; set; } = 100;

    /// <summary>A source that rings is polled at once, and then no sooner than this after; 1 s to 10 min. Default 15 s.</summary>
    public TimeSpan DoorbellPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a sweep waits for our own journal to take a page before it ends and says so; 1 s to 1 h. Default 10 min.</summary>
    public TimeSpan JournalPatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The first key that is out of its range; null when all is well.</summary>
    internal string? FirstOutOfRange() =>
        !IsWithin(AttemptTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) ? nameof(AttemptTimeout)
        : !IsWithin(PageTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30)) ? nameof(PageTimeout)
        : Retries is < 0 or > 10 ? nameof(Retries)
        : !IsWithin(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)) ? nameof(RetryDelay)
        : !IsWithin(LongestWait, TimeSpan.Zero, TimeSpan.FromMinutes(10)) ? nameof(LongestWait)
        : !IsWithin(LongestPause, TimeSpan.Zero, TimeSpan.FromHours(1)) ? nameof(LongestPause)
        : Concurrency is < 1 or > 16 ? nameof(Concurrency)
        : LargestAnswerBytes is < 1024 or > 256 * 1024 * 1024 ? nameof(LargestAnswerBytes)
        : MostPages is < 1 or > 1_000_000 ? nameof(MostPages)
        : RowsPerPage is < 1 or > 1500 ? nameof(RowsPerPage)
        : RequestsPerToken < 0 ? nameof(RequestsPerToken)
        : LeastPerToken is < 1 or > 100_000 ? nameof(LeastPerToken)
        : !IsWithin(DoorbellPause, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)) ? nameof(DoorbellPause)
        : !IsWithin(JournalPatience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ? nameof(JournalPatience)
        : null;

    private static bool IsWithin(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
}
