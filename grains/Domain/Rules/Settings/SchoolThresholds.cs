namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about a school itself.</content>
public sealed partial record RuleSettings
{
    /// <summary>Percent of expected pupils without a mark above which a register is incomplete: 2. [design; every register must be taken: SI 2024/208]</summary>
    [Threshold("SCH-01", "UnmarkedPercent", Unit = "% of pupils expected", Least = 0, Most = 100)]
    public int RegisterUnmarkedPercent { get; init; } = 2;

    /// <summary>Time after the register closes at which it must be complete: 30 minutes. [design]</summary>
    [Threshold("SCH-01", "DelayMinutes", Unit = "minutes", Least = 0, Most = 240)]
    public TimeSpan RegisterDelay { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Pupils. A registration group at least this large without a single mark is an incomplete register too. [design]</summary>
    [Threshold("SCH-01", "SmallestGroup", Unit = "pupils", Least = 1, Most = 100)]
    public int RegisterSmallestGroup { get; init; } = 2;

    /// <summary>Time since the last complete poll, in school hours, after which a feed is stale: 30 minutes. [design]</summary>
    [Threshold("TRU-05", "StaleAfterMinutes", Unit = "minutes", Least = 5, Most = 1440)]
    public TimeSpan FeedStaleAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>London time by which a school day must have had its first mark: 09:45. [design]</summary>
    [Threshold("TRU-05", "FirstMarkBy", Unit = "time of day")]
    public TimeOnly FirstMarkBy { get; init; } = new(9, 45);
}
