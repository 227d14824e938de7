namespace RiskMonitor.Contracts;

/// <summary>What is watched, in plain words, with the numbers in force at one school.</summary>
public sealed record RuleText
{
    public required string Id { get; init; }

    /// <summary>The version of the rule's own meaning.</summary>
    public required int Version { get; init; }

    /// <summary>attendance, conduct, safeguarding, combined, school or trust.</summary>
    public required string Family { get; init; }

    public required string Title { get; init; }

    /// <summary>What would raise it.</summary>
    public required string Sentence { get; init; }

    /// <summary>Law, guidance or our own design, with the reference.</summary>
    public required string Basis { get; init; }

    /// <summary>law, guidance, evidence, design: what the reference is.</summary>
    public IReadOnlyList<string> Kind { get; init; } = [];

    public required string ClearedBy { get; init; }

    /// <summary>The severity it begins with here.</summary>
    public required string Severity { get; init; }

    /// <summary>The severity it begins with in the catalogue.</summary>
    public required string DefaultSeverity { get; init; }

    /// <summary>One step more urgent for a pupil with a plan or in care.</summary>
    public bool IsBoosted { get; init; }

    /// <summary>The first date from which the rule, as it stands, may be applied.</summary>
    public DateOnly InForceFrom { get; init; }

    public IReadOnlyList<ThresholdText> Thresholds { get; init; } = [];

    /// <summary>Since when it is switched off here; null: it is on.</summary>
    public DateOnly? OffSince { get; init; }

    /// <summary>False for a rule of law.</summary>
    public bool CanBeSwitchedOff { get; init; }

    /// <summary>The edition of the school's rules that this is; 0 is the catalogue.</summary>
    public int Edition { get; init; }
}

/// <summary>One number of a rule.</summary>
/// <param name="Key">As in configuration: <c>SG-02:Days</c>.</param>
/// <param name="Least">Null, as <paramref name="Most"/>, where it is a date or a time of day.</param>
/// <param name="Law">The law that sets it; it cannot be changed then.</param>
public sealed record ThresholdText(string Key, string Name, string Unit, string Value, string Default, double? Least, double? Most, string? Law);

/// <summary>A school's rules through time.</summary>
/// <param name="MayChange">Whether whoever asked may publish.</param>
/// <param name="InForce">The number of the edition in force now.</param>
/// <param name="Editions">The newest first; those that are not in force yet among them.</param>
public sealed record RuleHistory(bool MayChange, int InForce, IReadOnlyList<EditionText> Editions);

public sealed record EditionText
{
    public required int Number { get; init; }

    /// <summary>Null for the catalogue.</summary>
    public DateOnly? InForceFrom { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Who published it; null for the catalogue and for configuration.</summary>
    public string? Author { get; init; }

    public string? Reason { get; init; }

    /// <summary>catalogue, configuration or publication.</summary>
    public required string Origin { get; init; }

    /// <summary>What it changes of the edition before.</summary>
    public IReadOnlyList<RuleChangeText> Changes { get; init; } = [];

    /// <summary>What of it no longer applies, because this version of the program does not know or allow it.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}

/// <param name="What">The name of a threshold, <c>severity</c> or <c>switch</c>.</param>
public sealed record RuleChangeText(string Rule, string What, string From, string To);

/// <summary>A person changes a school's rules. Alerts that are open keep the rules that raised them until they end.</summary>
/// <param name="Thresholds">New values by key.</param>
/// <param name="Severities">New severities by rule.</param>
/// <param name="Switches">True: on, false: off, by rule.</param>
/// <param name="InForceFrom">The first date on which it applies; null: at once.</param>
/// <param name="BasedOn">The last edition the person saw; when another was published since, nothing is.</param>
/// <param name="CommandId">Chosen by the client; the same id twice is one edition.</param>
public sealed record PublishRulesCommand(
    IReadOnlyDictionary<string, string>? Thresholds,
    IReadOnlyDictionary<string, string>? Severities,
    IReadOnlyDictionary<string, bool>? Switches,
    DateOnly? InForceFrom,
    int BasedOn,
    string Reason,
    string CommandId);

/// <summary>What alerts were worth to the people who closed them, and how many they were for each lead. Counts of alerts; no pupil is in it.</summary>
/// <param name="From">The first day of the period: thirteen weeks ago, or later where a school has forgotten what ended before.</param>
/// <param name="IsWhole">Whether these are all of the school's alerts; else those that whoever asks may see.</param>
/// <param name="Rules">Those of which anything was told or closed, by id.</param>
public sealed record OutcomeReport(string School, DateOnly From, DateOnly To, bool IsWhole, IReadOnlyList<OutcomeLine> Rules, AlertLoadText Load);

/// <param name="Told">How many people were told of; not what was already true at the first import.</param>
/// <param name="Acted">Closed by a person: it led to something being done. The next three are the other outcomes.</param>
public sealed record OutcomeLine(string Rule, string Title, int Told, int Acted, int NoFurtherAction, int NotUseful, int WrongData);

/// <param name="From">The first day that is counted: the school's calendar may begin later than the period.</param>
/// <param name="SchoolDays">How many school days there were; null: the school has sent no calendar.</param>
/// <param name="Leads">Leads and deputies in the training register; 0: none is in it.</param>
/// <param name="High">Of high severity or above.</param>
public sealed record AlertLoadText(DateOnly From, int? SchoolDays, int Leads, int Told, int High);
