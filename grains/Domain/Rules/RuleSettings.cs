namespace RiskMonitor.Domain.Rules;

/// <summary>
/// Every threshold of the rules, with its unit and source. Legal numbers change by law, the others are the catalogue's own design and change
/// by decision. One file a family of rules; what all of them share is here.
/// </summary>
public sealed partial record RuleSettings
{
    public static RuleSettings Default { get; } = new();

    /// <summary>London times between which a silent feed matters: 08:00 to 17:00. [design]</summary>
    public TimeOnly SchoolHoursFrom { get; init; } = new(8, 0);

    /// <summary>See <see cref="SchoolHoursFrom"/>.</summary>
    public TimeOnly SchoolHoursTo { get; init; } = new(17, 0);
}
