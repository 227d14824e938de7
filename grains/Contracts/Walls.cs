namespace RiskMonitor.Contracts;

/// <summary>A screen that may show a school's wall with nobody signed in.</summary>
/// <param name="EnteredAt">When a screen came with the secret; null: none has.</param>
/// <param name="WithdrawnAt">Null: it may show the wall until <paramref name="Until"/>.</param>
public sealed record WallDisplayText(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset Until, DateTimeOffset? EnteredAt, DateTimeOffset? WithdrawnAt);

/// <param name="Days">1 to 400.</param>
public sealed record AdmitWallCommand(string? Name, int Days);

/// <param name="Secret">Told once, here; to be opened on the screen as <c>/wall/enter#secret</c>.</param>
public sealed record AdmittedWallText(string Id, string Secret);

/// <summary>What a screen brings.</summary>
public sealed record EnterWallCommand(string? Secret);
