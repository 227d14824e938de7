namespace RiskMonitor.Contracts;

/// <summary>Acknowledging is not silencing: the alert stays, below, with who and since when.</summary>
/// <param name="CommandId">Chosen by the client; the same id twice is one acknowledgement.</param>
public sealed record AcknowledgeCommand(string Alert, string? Note, string CommandId);

/// <param name="Result">acknowledged, already-acknowledged or no-longer-open.</param>
public sealed record AcknowledgeReply(string Result, AlertCard? Alert);

public sealed record RevealCommand(string Reason);

/// <summary>A name, shown for thirty seconds and written in the audit before it was sent.</summary>
public sealed record RevealReply(string FullName, DateOnly? Born, int ShownForSeconds);

/// <summary>Answer of <c>POST /api/observations</c>, sent once every accepted line is committed.</summary>
public sealed record ObservationsReply(int Accepted, int Rejected, IReadOnlyList<RejectedLine> Rejections, IReadOnlyDictionary<string, int> UnknownFields);

/// <summary>A line that was refused; the lines around it still count.</summary>
public sealed record RejectedLine(int Line, string? Field, string Reason);

/// <summary>Who is signed in and what they may open.</summary>
public sealed record Me(string Name, string Role, IReadOnlyList<MySchool> Schools, bool CanOpenCases, bool CanAcknowledge, bool IsDemo);

/// <param name="CanImport">Whether they may import surveys, training, the calendar and concerns of this school.</param>
/// <param name="CanGovernConcerns">Whether they may sign off what the school's categories mean, and decide about narrative.</param>
public sealed record MySchool(string School, string Name, bool CanImport = false, bool CanGovernConcerns = false);

/// <summary>A made-up member of staff of the demo trust, offered only in Development on a loopback address.</summary>
public sealed record Persona(string Id, string Name, string Role, string Description);
