namespace RiskMonitor.Contracts;

/// <summary>A grant that somebody at the school gave.</summary>
/// <param name="For">Whom it is meant for.</param>
/// <param name="AcceptedName">Who came with the code; null: nobody yet.</param>
/// <param name="Years">The year groups whose pupils it is about; null: all of them.</param>
/// <param name="Categories">What it shows of them beside the register: <c>conduct</c>, and categories of concerns; null: what the role shows.</param>
/// <param name="WithdrawnAt">Null: it holds until <paramref name="Until"/>.</param>
/// <param name="Pupil">The one pupil it is about; null: all of those years.</param>
/// <param name="Emergency">Nobody gave it: who holds it took it for a while, because it could not wait.</param>
public sealed record GivenGrantText(
    string Id, string For, string Role, DateTimeOffset GivenAt, DateTimeOffset Until, string? AcceptedName, DateTimeOffset? AcceptedAt, DateTimeOffset? WithdrawnAt,
    IReadOnlyList<int>? Years = null, IReadOnlyList<string>? Categories = null, GivenPupil? Pupil = null, bool Emergency = false);

/// <summary>Whom a grant over one case is about, for who may see the pupil; nothing of them for anybody else, and when the school has them no more.</summary>
public sealed record GivenPupil(string? Initials = null, int? YearGroup = null);

/// <param name="Role">SafeguardingLead, DeputyLead, Head, AttendanceLead, PastoralLead or Governor.</param>
/// <param name="Days">1 to 400.</param>
/// <param name="Years">From -2 (two-year-olds) and -1 (nursery) to 14; null: all. Of a deputy's, an attendance lead's and a pastoral lead's grant only.</param>
/// <param name="Categories"><c>conduct</c> and categories of concerns; empty: the register alone; null: what the role shows. Of the same roles only.</param>
/// <param name="Student">The one pupil whose case is given; with <paramref name="Years"/>, as long as the pupil is in one of them. Null: all pupils. Of the same roles only.</param>
public sealed record InviteCommand(string? For, string? Role, int Days, IReadOnlyList<int>? Years = null, IReadOnlyList<string>? Categories = null, string? Student = null);

/// <param name="Code">Told once, here; the colleague opens it as <c>/join#code</c>, or types it there.</param>
public sealed record InvitationText(string Id, string Code);

/// <summary>What a colleague brings.</summary>
public sealed record JoinCommand(string? Code);

/// <summary>What somebody was granted by bringing a code.</summary>
/// <param name="OfOnePupil">Whether it is about a single case.</param>
public sealed record JoinedText(string School, string Role, DateTimeOffset Until, bool OfOnePupil = false);

/// <summary>What a school shows of its children to those who lead its trust.</summary>
/// <param name="Trust">Null: the school is in no trust.</param>
/// <param name="Categories">Beside the register: <c>conduct</c> and categories of concerns; null: everything.</param>
/// <param name="All">Every word there is.</param>
public sealed record TrustShareText(string? Trust, IReadOnlyList<string>? Categories, IReadOnlyList<string> All);

/// <param name="Categories">Beside the register: <c>conduct</c> and categories of concerns; empty: the register alone; null: everything.</param>
public sealed record TrustShareCommand(IReadOnlyList<string>? Categories);
