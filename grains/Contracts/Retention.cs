namespace RiskMonitor.Contracts;

/// <summary>How long what is kept, and the schools whose retention the viewer may see.</summary>
public sealed record RetentionReport(IReadOnlyList<RetentionLineText> Lines, IReadOnlyList<RetentionSchool> Schools);

/// <param name="Disposes">False: it is not disposed of here; <paramref name="Why"/> says what happens with it.</param>
public sealed record RetentionLineText(string Id, string Kind, string Category, string Period, string Since, string Why, bool Disposes);

/// <param name="CanGovern">Whether the viewer may dispose, hold and release.</param>
public sealed record RetentionSchool(string School, string Name, bool CanGovern);

/// <summary>Holds in force and certificates of disposal, the newest first.</summary>
public sealed record RetentionStatus(IReadOnlyList<HoldText> Holds, IReadOnlyList<CertificateText> Certificates);

/// <param name="Student">Null: the whole school, or the viewer may not see whom.</param>
/// <param name="Reason">Null when the viewer may not see it.</param>
public sealed record HoldText(string Id, string? Student, string? Reason, string By, DateTimeOffset At, bool IsWholeSchool);

/// <param name="Line">The id of a line of the policy.</param>
public sealed record RetentionCount(string Line, long Count);

/// <summary>What was disposed of, when, by whom and under which lines. It names no pupil.</summary>
/// <param name="Held">How many pupils a hold kept.</param>
public sealed record CertificateText(string Id, DateTimeOffset At, string By, string Reason, IReadOnlyList<RetentionCount> Counts, int Held);

/// <summary>What would be disposed of now.</summary>
/// <param name="Fingerprint">To be given back with the order to dispose: nothing else than what is shown here is disposed of.</param>
/// <param name="Pupils">Null when the viewer may not see whose it is.</param>
/// <param name="Waiting">Leavers past their period who wait for an open alert or because their records were joined.</param>
/// <param name="IsStopped">The whole school is held, or its first import is under way.</param>
public sealed record DisposalPreviewText(
    DateTimeOffset AsOf, string Fingerprint, IReadOnlyList<RetentionCount> Counts, IReadOnlyList<PupilPastText>? Pupils, int Held, int Waiting, bool IsStopped);

public sealed record PupilPastText(string Student, string? Initials, DateOnly? Left);

/// <param name="Reason">Stands in the certificate and in the audit; at most 200 characters. It names no pupil.</param>
public sealed record DisposeCommand(string Fingerprint, string Reason);

/// <param name="Student">Null: the whole school.</param>
public sealed record HoldCommand(string? Student, string Reason);

public sealed record LiftCommand(string Reason);

/// <param name="Format">pdf or json.</param>
public sealed record SubjectAccessCommand(string Reason, string Format);
