namespace RiskMonitor.Contracts;

/// <summary>A grant that somebody at the school gave.</summary>
/// <param name="For">Whom it is meant for.</param>
/// <param name="AcceptedName">Who came with the code; null: nobody yet.</param>
/// <param name="Years">The year groups whose pupils it is about; null: all of them.</param>
/// <param name="Categories">What it shows of them beside the register: <c>conduct</c>, and categories of concerns; null: what the role shows.</param>
/// <param name="WithdrawnAt">Null: it holds until <paramref name="Until"/>.</param>
public sealed record GivenGrantText(
    string Id, string For, string Role, DateTimeOffset GivenAt, DateTimeOffset Until, string? AcceptedName, DateTimeOffset? AcceptedAt, DateTimeOffset? WithdrawnAt,
    IReadOnlyList<int>? Years = null, IReadOnlyList<string>? Categories = null);

/// <param name="Role">SafeguardingLead, DeputyLead, Head, AttendanceLead, PastoralLead or Governor.</param>
/// <param name="Days">1 to 400.</param>
/// <param name="Years">From -2 (two-year-olds) and -1 (nursery) to 14; null: all. Of a deputy's, an attendance lead's and a pastoral lead's grant only.</param>
/// <param name="Categories"><c>conduct</c> and categories of concerns; empty: the register alone; null: what the role shows. Of the same roles only.</param>
public sealed record InviteCommand(string? For, string? Role, int Days, IReadOnlyList<int>? Years = null, IReadOnlyList<string>? Categories = null);

/// <param name="Code">Told once, here; the colleague opens it as <c>/join#code</c>, or types it there.</param>
public sealed record InvitationText(string Id, string Code);

/// <summary>What a colleague brings.</summary>
public sealed record JoinCommand(string? Code);

/// <summary>What somebody was granted by bringing a code.</summary>
public sealed record JoinedText(string School, string Role, DateTimeOffset Until);

/// <summary>What a school shows of its children to those who lead its trust.</summary>
/// <param name="Trust">Null: the school is in no trust.</param>
/// <param name="Categories">Beside the register: <c>conduct</c> and categories of concerns; null: everything.</param>
/// <param name="All">Every word there is.</param>
public sealed record TrustShareText(string? Trust, IReadOnlyList<string>? Categories, IReadOnlyList<string> All);

/// <param name="Categories">Beside the register: <c>conduct</c> and categories of concerns; empty: the register alone; null: everything.</param>
public sealed record TrustShareCommand(IReadOnlyList<string>? Categories);
