namespace RiskMonitor.Contracts;

/// <summary>A grant that somebody at the school gave.</summary>
/// <param name="For">Whom it is meant for.</param>
/// <param name="AcceptedName">Who came with the code; null: nobody yet.</param>
/// <param name="WithdrawnAt">Null: it holds until <paramref name="Until"/>.</param>
public sealed record GivenGrantText(
    string Id, string For, string Role, DateTimeOffset GivenAt, DateTimeOffset Until, string? AcceptedName, DateTimeOffset? AcceptedAt, DateTimeOffset? WithdrawnAt);

/// <param name="Role">SafeguardingLead, DeputyLead, Head, AttendanceLead, PastoralLead or Governor.</param>
/// <param name="Days">1 to 400.</param>
public sealed record InviteCommand(string? For, string? Role, int Days);

/// <param name="Code">Told once, here; the colleague opens it as <c>/join#code</c>, or types it there.</param>
public sealed record InvitationText(string Id, string Code);

/// <summary>What a colleague brings.</summary>
public sealed record JoinCommand(string? Code);

/// <summary>What somebody was granted by bringing a code.</summary>
public sealed record JoinedText(string School, string Role, DateTimeOffset Until);
