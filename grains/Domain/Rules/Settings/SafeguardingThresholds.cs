namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules that read concerns, statuses, contacts and files.</content>
public sealed partial record RuleSettings
{
    /// <summary>Calendar days in which low-severity concerns add up: 28. [design, after the guidance's cumulative picture]</summary>
    [Threshold("SG-02", "Days", Unit = "days", Least = 1, Most = 390)]
    public int AccumulationDays { get; init; } = 28;

    /// <summary>Concerns that add up when at least two people recorded them on at least two dates. [design]</summary>
    [Threshold("SG-02", "Concerns", Unit = "concerns", Least = 1, Most = 100, AtMost = "ConcernsByAnyone")]
    public int AccumulationConcerns { get; init; } = 3;

    /// <summary>Concerns that add up whoever recorded them. [design]</summary>
    [Threshold("SG-02", "ConcernsByAnyone", Unit = "concerns", Least = 1, Most = 100)]
    public int AccumulationConcernsByAnyone { get; init; } = 4;

    /// <summary>People who must have recorded the three. [design]</summary>
    [Threshold("SG-02", "Recorders", Unit = "people", Least = 1, Most = 20, AtMost = "Concerns")]
    public int AccumulationRecorders { get; init; } = 2;

    /// <summary>Dates on which the three must have happened. [design]</summary>
    [Threshold("SG-02", "Dates", Unit = "dates", Least = 1, Most = 20, AtMost = "Concerns")]
    public int AccumulationDates { get; init; } = 2;

    /// <summary>Concerns below which an accumulation is over. [design]</summary>
    [Threshold("SG-02", "ClearBelow", Unit = "concerns", Least = 1, Most = 100, AtMost = "Concerns")]
    public int AccumulationClear { get; init; } = 2;

    /// <summary>School days after an accumulation has cleared before it can be raised again. [design]</summary>
    [Threshold("SG-02", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int AccumulationCoolDownDays { get; init; } = 14;
}
