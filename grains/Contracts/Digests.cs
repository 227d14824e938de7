namespace RiskMonitor.Contracts;

/// <summary>The outbox, for whoever runs the service: no pupil, and no whole address.</summary>
/// <param name="MailTrouble">Why no mail can be sent, in words; null when it is configured.</param>
/// <param name="Channels">The webhooks and Teams channels that are configured, by name.</param>
/// <param name="Nothing">Periods in which there was nothing new or worse, so that nothing was sent.</param>
/// <param name="Next">The address of the next page; null: this was the last.</param>
public sealed record OutboxReport(string? MailTrouble, IReadOnlyList<string> Channels, int Waiting, int Sent, int Dead, int Nothing, IReadOnlyList<OutboxEntry> Entries, string? Next = null);

/// <param name="Recipient">Masked: the first letter and the domain.</param>
/// <param name="Period"><c>daily/2026-11-24</c>, <c>weekly/2026-11-23</c>, or <c>now/</c> with the school and the last change covered (and <c>/quiet</c> in quiet hours).</param>
/// <param name="State">waiting, sent, dead or nothing.</param>
/// <param name="LastError">What went wrong last, in words.</param>
public sealed record OutboxEntry(
    string Id, string Channel, string Recipient, string Period, string State, int Tries, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? NextTryAt);

/// <summary>Exactly the alerts that a digest counts, as far as the viewer may see them.</summary>
public sealed record DigestList(string Id, string Period, DateTimeOffset CreatedAt, IReadOnlyList<DigestAlert> Alerts);

/// <param name="Why">new, worse or asked.</param>
public sealed record DigestAlert(string School, string Alert, string Severity, string Why);
