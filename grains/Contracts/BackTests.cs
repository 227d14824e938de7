namespace RiskMonitor.Contracts;

/// <summary>Changed rules to be tried over this school year's history before anybody publishes them. Nothing live is touched.</summary>
/// <param name="WholeTrust">Over every school whose rules the caller may change, not this one only.</param>
/// <param name="Thresholds">New values by key.</param>
/// <param name="Severities">New severities by rule.</param>
/// <param name="Switches">True: on, false: off, by rule.</param>
public sealed record BackTestCommand(
    bool WholeTrust,
    IReadOnlyDictionary<string, string>? Thresholds,
    IReadOnlyDictionary<string, string>? Severities,
    IReadOnlyDictionary<string, bool>? Switches);

/// <param name="Id">Where to ask how far it is.</param>
public sealed record BackTestStarted(string Id);

/// <summary>How far a back-test is and what it has found so far.</summary>
public sealed record BackTestReport
{
    /// <summary>running, done, cancelled or failed.</summary>
    public required string State { get; init; }

    public required int SchoolsDone { get; init; }

    public required int SchoolsInAll { get; init; }

    /// <summary>Why it failed, in words; else null.</summary>
    public string? Trouble { get; init; }

    /// <summary>The first date whose alerts are compared.</summary>
    public required DateOnly From { get; init; }

    public int Pupils { get; init; }

    /// <summary>Alerts that both the rules in force and the changed ones have.</summary>
    public int Kept { get; init; }

    /// <summary>By week, then school, then rule; weeks without a difference are not there.</summary>
    public IReadOnlyList<BackTestWeek> Weeks { get; init; } = [];

    /// <summary>The alerts themselves, at most 500, newest first: identity masked.</summary>
    public IReadOnlyList<BackTestAlert> Affected { get; init; } = [];
}

/// <param name="Week">The Monday.</param>
public sealed record BackTestWeek(DateOnly Week, string School, string SchoolName, string Rule, int Added, int Removed);

/// <param name="Student">Null for a school's own rule.</param>
/// <param name="Facet">The part of the school a school's rule is about; else null.</param>
public sealed record BackTestAlert(string School, string? Student, string? Initials, int? YearGroup, string Rule, string Title, string? Facet, DateOnly RaisedOn, bool Added);
