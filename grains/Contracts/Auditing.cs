namespace RiskMonitor.Contracts;

/// <summary>A page of the audit trail, the newest first.</summary>
/// <param name="Next">Ask with this as <c>before</c> for what comes after; null: that was all.</param>
public sealed record AuditReport(IReadOnlyList<AuditLineText> Lines, long? Next);

/// <summary>Who did what to whom, when and why.</summary>
/// <param name="Who">An id of staff, a program or a screen.</param>
/// <param name="What">Such as <c>student.reveal</c>.</param>
/// <param name="School">Null when it concerns no school.</param>
/// <param name="IsShredded">Whom it is about and why cannot be read any more: the school's keys are gone.</param>
public sealed record AuditLineText(long Number, DateTimeOffset At, string Who, string What, string? School, string? About, string? Why, bool IsShredded);

/// <summary>What the audit trail is asked. What is not given does not narrow it. In the body and not in the address: it may name a pupil.</summary>
/// <param name="Pupil">The id of whom it is about.</param>
/// <param name="From">The first day, in London.</param>
/// <param name="To">The last day, in London.</param>
public sealed record AuditSearchCommand(string? School, string? Who, string? What, string? Pupil, DateOnly? From, DateOnly? To, long? Before);

/// <summary>How a check of the whole trail stands.</summary>
/// <param name="State">never (since the service started), running, whole, tampered or failed.</param>
/// <param name="Before">Rows older than the chains, of which nothing can be proved.</param>
/// <param name="FaultCount">How many there are; <paramref name="Faults"/> are the first hundred.</param>
public sealed record AuditCheckReport(
    string State, DateTimeOffset StartedAt, long Checked, long Of, int Chains, int Checkpoints, long Before, int FaultCount, IReadOnlyList<string> Faults, string? Trouble);
