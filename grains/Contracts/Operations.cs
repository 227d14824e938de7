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

/// <summary>What is watched, in plain words.</summary>
/// <param name="Basis">Law, guidance or our own design, with the reference.</param>
public sealed record RuleText(string Id, int Version, string Title, string Sentence, string Basis, string ClearedBy);
