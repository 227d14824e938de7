namespace RiskMonitor.Contracts;

/// <summary>One source of one school, for those who run it: counts and times, no pupil.</summary>
/// <param name="Trouble">What went wrong last, in words for an operator; null when the last sweep was complete.</param>
public sealed record FeedReport(
    string School,
    string Feed,
    string Source,
    DateTimeOffset? LastCompleteAt,
    DateTimeOffset? NewestSeen,
    string? Trouble,
    IReadOnlyList<StreamReport> Streams);

public sealed record StreamReport(string Stream, DateTimeOffset? Watermark, string Coverage, long Accepted, long Quarantined);
