namespace RiskMonitor.Contracts;

/// <summary>What a data-protection officer is told at once: one person looked at many pupils, or took access in an emergency.</summary>
/// <param name="Kind"><c>mass-viewing</c> or <c>break-glass</c>.</param>
/// <param name="Who">An id of staff.</param>
/// <param name="What">In words, without a pupil in them.</param>
/// <param name="SettledBy">Null: nobody has looked into it yet.</param>
/// <param name="Finding">What came of it.</param>
public sealed record OfficerNoticeText(
    string School, string Id, DateTimeOffset At, string Kind, string Who, string What, string? SettledBy, DateTimeOffset? SettledAt, string? Finding);

/// <param name="Id">The notice.</param>
/// <param name="Finding">What came of it: 1 to 500 characters, no pupil in them.</param>
/// <param name="EndNow">The access that the notice tells of ends within a second; without it, it holds until its time is over.</param>
public sealed record SettleNoticeCommand(string? Id, string? Finding, bool EndNow = false);

/// <param name="Reason">Why it cannot wait: 10 to 500 characters. The data-protection officer reads it.</param>
public sealed record BreakGlassCommand(string? Reason);

public sealed record BreakGlassReply(DateTimeOffset Until);

/// <summary>Open alerts of a school by year group and kind, for those who may know counts and no child.</summary>
/// <param name="Columns">The kinds, then the total.</param>
/// <param name="LeastShown">The least count that is shown.</param>
public sealed record SchoolCounts(string School, string Name, DateTimeOffset LastEvaluatedAt, bool Baseline, int LeastShown, IReadOnlyList<string> Columns, IReadOnlyList<CountRow> Rows);

/// <param name="Cells">A number, <c>&lt;5</c>, or <c>withheld</c> where a small one could be worked out from it.</param>
public sealed record CountRow(string Name, IReadOnlyList<string> Cells);
