namespace RiskMonitor.Contracts;

/// <summary>What a person wants of one alert. Acknowledging is not silencing: the alert stays, below, with who and since when.</summary>
/// <param name="CommandId">Chosen by the client; the same id twice is carried out once.</param>
/// <param name="Seen">The number of the alert's last change that the person had on the screen: what has become more since is answered first.</param>
/// <param name="Until">For a snooze: the school day on which the alert comes back, ten school days ahead at most.</param>
/// <param name="Outcome">For a closure: acted, no-further-action, not-useful or wrong-data.</param>
public sealed record AlertCommandBody(string Alert, string? Note, string CommandId, int? Seen = null, DateOnly? Until = null, string? Outcome = null);

/// <param name="Result">acknowledged, done, already-acknowledged or no-longer-open.</param>
/// <param name="Alert">As it stands now; after an undone closure, the episode it goes on as.</param>
public sealed record AlertReply(string Result, AlertCard? Alert);

public sealed record RevealCommand(string Reason);

/// <summary>A name, shown for thirty seconds and written in the audit before it was sent.</summary>
public sealed record RevealReply(string FullName, DateOnly? Born, int ShownForSeconds);

/// <summary>Answer of <c>POST /api/observations</c>, sent once every accepted line is committed.</summary>
public sealed record ObservationsReply(int Accepted, int Rejected, IReadOnlyList<RejectedLine> Rejections, IReadOnlyDictionary<string, int> UnknownFields);

/// <summary>A line that was refused; the lines around it still count.</summary>
public sealed record RejectedLine(int Line, string? Field, string Reason);

/// <summary>Who is signed in and what they may open.</summary>
/// <param name="HasProvider">Whether they signed in with an identity provider, where they are to be signed out too.</param>
/// <param name="Theme">device, light or dark, as they chose; so are the shortcuts.</param>
/// <param name="Version">Which build of the program answers: a screen that runs another fetches it anew.</param>
/// <param name="CanOperate">Whether they run the service: the outbox and the operators' pages.</param>
/// <param name="Counted">The schools whose counts they may see.</param>
public sealed record Me(string Name, string Role, IReadOnlyList<MySchool> Schools, bool CanOpenCases, bool CanAcknowledge, bool IsDemo, bool HasProvider = false, IReadOnlyList<FedSchool>? Feeds = null, bool CanOperate = false, string Theme = "device", bool Shortcuts = true, IReadOnlyList<AuditedSchool>? Audited = null, IReadOnlyList<AuditedSchool>? Counted = null, string? Version = null);

/// <summary>A school whose audit trail somebody may see.</summary>
public sealed record AuditedSchool(string School, string Name);

/// <param name="CanImport">Whether they may import surveys, training, the calendar and concerns of this school.</param>
/// <param name="CanGovernConcerns">Whether they may sign off what the school's categories mean, and decide about narrative.</param>
/// <param name="CanManageWalls">Whether they may say which screens show the wall with nobody signed in.</param>
/// <param name="CanManageGrants">Whether they may say which colleagues see what.</param>
/// <param name="CanShareWithTrust">Whether they may say what those who lead the trust see.</param>
/// <param name="CanSeeDuty">Whether they may see who is on duty, and be named in the rota.</param>
/// <param name="CanBreakGlass">Whether they may see all of its pupils for a while when it cannot wait.</param>
public sealed record MySchool(string School, string Name, bool CanImport = false, bool CanGovernConcerns = false, bool CanManageWalls = false, bool CanManageGrants = false, bool CanShareWithTrust = false, bool CanSeeDuty = false, bool CanBreakGlass = false);

/// <summary>A made-up member of staff of the demo trust, offered only in Development on a loopback address.</summary>
public sealed record Persona(string Id, string Name, string Role, string Description);
