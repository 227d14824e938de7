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

    /// <summary>Calendar days in which rising severities are looked for: 42. [design]</summary>
    [Threshold("SG-03", "Days", Unit = "days", Least = 1, Most = 390)]
    public int RisingDays { get; init; } = 42;

    /// <summary>The most recent concerns that must each be more severe than the one before. [design]</summary>
    [Threshold("SG-03", "Concerns", Unit = "concerns", Least = 2, Most = 20)]
    public int RisingConcerns { get; init; } = 3;

    /// <summary>The least severity, of 1 to 4, that the last of them must have. [design]</summary>
    [Threshold("SG-03", "LastSeverity", Unit = "severity", Least = 1, Most = 4)]
    public int RisingSeverity { get; init; } = 3;

    /// <summary>Calendar days in which concerns about neglect are counted: 84, twelve weeks. [design]</summary>
    [Threshold("SG-04", "Days", Unit = "days", Least = 1, Most = 390)]
    public int NeglectDays { get; init; } = 84;

    /// <summary>Concerns about neglect that make it go on. [design]</summary>
    [Threshold("SG-04", "Concerns", Unit = "concerns", Least = 1, Most = 100)]
    public int NeglectConcerns { get; init; } = 4;

    /// <summary>Different weeks, Monday to Sunday, in which they must have happened. [design]</summary>
    [Threshold("SG-04", "Weeks", Unit = "weeks", Least = 1, Most = 60)]
    public int NeglectWeeks { get; init; } = 3;

    /// <summary>Calendar days in which few must have happened for it to be over: 42. [design]</summary>
    [Threshold("SG-04", "ClearDays", Unit = "days", Least = 1, Most = 390)]
    public int NeglectClearDays { get; init; } = 42;

    /// <summary>Concerns about neglect in those days at which it is over. [design]</summary>
    [Threshold("SG-04", "ClearAtMost", Unit = "concerns", Least = 0, Most = 100, Below = "Concerns")]
    public int NeglectClear { get; init; } = 1;

    /// <summary>Calendar days for which a pupil is watched after a status began or ended: 84, twelve weeks. [design]</summary>
    [Threshold("SG-08", "Days", Unit = "days", Least = 1, Most = 390)]
    public int StatusWatchDays { get; init; } = 84;

    /// <summary>School days of silence about a child on a child-protection plan. [design]</summary>
    [Threshold("SG-09", "PlanDays", Unit = "school days", Least = 1, Most = 190)]
    public int SilentPlanDays { get; init; } = 10;

    /// <summary>School days of silence about a child in need or in care. [design]</summary>
    [Threshold("SG-09", "ChildDays", Unit = "school days", Least = 1, Most = 190)]
    public int SilentChildDays { get; init; } = 20;

    /// <summary>Calendar days after leaving within which the child-protection file must be sent. [KCSIE 2026]</summary>
    [Threshold("SG-10", "SentDays", Unit = "days", Least = 1, Most = 30, Law = "Keeping children safe in education 2026, transfer of the child-protection file")]
    public int FileSentDays { get; init; } = 5;

    /// <summary>Calendar days after leaving within which the receipt must be confirmed. [design; the confirmation itself is KCSIE 2026]</summary>
    [Threshold("SG-10", "ReceiptDays", Unit = "days", Least = 1, Most = 60)]
    public int FileReceiptDays { get; init; } = 10;

    /// <summary>School days after joining within which the file of a child with a safeguarding history must have come. [design]</summary>
    [Threshold("SG-10", "JoinerDays", Unit = "school days", Least = 1, Most = 60)]
    public int FileJoinerDays { get; init; } = 5;

    /// <summary>Calendar days in which the children of a household are looked at together: 28. [design]</summary>
    [Threshold("SG-11", "Days", Unit = "days", Least = 1, Most = 390)]
    public int HouseholdDays { get; init; } = 28;

    /// <summary>Children of a household with a concern each. [design]</summary>
    [Threshold("SG-11", "Children", Unit = "children", Least = 2, Most = 20)]
    public int HouseholdChildren { get; init; } = 2;

    /// <summary>School days in which events between children are counted: 60. [design]</summary>
    [Threshold("SG-12", "SchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int HarmSchoolDays { get; init; } = 60;

    /// <summary>Events in which the pupil is said to have harmed others. [design]</summary>
    [Threshold("SG-12", "Events", Unit = "events", Least = 1, Most = 20)]
    public int HarmEvents { get; init; } = 2;

    /// <summary>Different other pupils harmed in them. [design]</summary>
    [Threshold("SG-12", "Others", Unit = "pupils", Least = 1, Most = 20)]
    public int HarmOthers { get; init; } = 2;

    /// <summary>Events in which the pupil is said to have been harmed. [design]</summary>
    [Threshold("SG-12", "TargetEvents", Unit = "events", Least = 1, Most = 20)]
    public int HarmTargetEvents { get; init; } = 2;
}
