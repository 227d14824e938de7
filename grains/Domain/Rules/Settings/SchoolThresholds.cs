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

    /// <summary>Days since the last import of concerns as a file after which they are stale; 0: never, for nobody has said how often this school exports. [design]</summary>
    [Threshold("TRU-05", "ImportStaleDays", Unit = "days", Least = 0, Most = 90)]
    public int ImportStaleDays { get; init; }

    /// <summary>London time by which a school day must have had its first mark: 09:45. [design]</summary>
    [Threshold("TRU-05", "FirstMarkBy", Unit = "time of day")]
    public TimeOnly FirstMarkBy { get; init; } = new(9, 45);

    /// <summary>School days in which pupils of a year group with a concern of one category are counted. [design]</summary>
    [Threshold("SCH-02", "SchoolDays", Unit = "school days", Least = 1, Most = 60)]
    public int ClusterSchoolDays { get; init; } = 10;

    /// <summary>School days before those that say how many pupils are usual. [design]</summary>
    [Threshold("SCH-02", "UsualSchoolDays", Unit = "school days", Least = 10, Most = 190)]
    public int ClusterUsualSchoolDays { get; init; } = 60;

    /// <summary>Pupils from whom on it can be a cluster, of a year group or linked with each other. [design]</summary>
    [Threshold("SCH-02", "Pupils", Unit = "pupils", Least = 2, Most = 100)]
    public int ClusterPupils { get; init; } = 4;

    /// <summary>Chance below which so many pupils are not explained by what is usual: 0.01. [design]</summary>
    [Threshold("SCH-02", "Chance", Unit = "probability", Least = 0, Most = 1)]
    public double ClusterChance { get; init; } = 0.01;

    /// <summary>School weeks before the running one that say how many concerns of a category are usual. [design]</summary>
    [Threshold("SCH-03", "Weeks", Unit = "school weeks", Least = 4, Most = 38)]
    public int SpikeWeeks { get; init; } = 12;

    /// <summary>Concerns of a category in the running week from which on it can be a spike. [design]</summary>
    [Threshold("SCH-03", "Concerns", Unit = "concerns", Least = 1, Most = 1000)]
    public int SpikeConcerns { get; init; } = 5;

    /// <summary>Chance below which so many are not explained by what is usual: 0.005. [design]</summary>
    [Threshold("SCH-03", "Chance", Unit = "probability", Least = 0, Most = 1)]
    public double SpikeChance { get; init; } = 0.005;

    /// <summary>Variance over mean above which weekly counts scatter more than a Poisson count does, so that a negative binomial one is expected: 1.5. [design]</summary>
    [Threshold("SCH-03", "Scatter", Unit = "variance over mean", Least = 1, Most = 100)]
    public double SpikeScatter { get; init; } = 1.5;

    /// <summary>Months in which people who recorded a concern are counted. [design]</summary>
    [Threshold("SCH-06", "Months", Unit = "months", Least = 1, Most = 12)]
    public int ReporterMonths { get; init; } = 12;

    /// <summary>Percent of the people in the training register who should have recorded at least one concern. [design]</summary>
    [Threshold("SCH-06", "Percent", Unit = "% of staff", Least = 0, Most = 100)]
    public int ReporterPercent { get; init; } = 40;

    /// <summary>Days in which the categories of concerns are looked at. [design]</summary>
    [Threshold("SCH-07", "Days", Unit = "days", Least = 1, Most = 390)]
    public int CategoryDays { get; init; } = 30;

    /// <summary>Percent of concerns that may have no category but <c>other</c>. [design]</summary>
    [Threshold("SCH-07", "OtherPercent", Unit = "% of concerns", Least = 0, Most = 100)]
    public int CategoryOtherPercent { get; init; } = 15;

    /// <summary>Categories that may be in use. [design]</summary>
    [Threshold("SCH-07", "Categories", Unit = "categories", Least = 1, Most = 200)]
    public int CategoryMost { get; init; } = 30;

    /// <summary>School days in which recorded concerns are checked for a first action in time (SG-06's hours). [design]</summary>
    [Threshold("SCH-08", "SchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int TriageSchoolDays { get; init; } = 20;

    /// <summary>Percent of concerns acted on too late, or not at all, above which it is raised. [design]</summary>
    [Threshold("SCH-08", "Percent", Unit = "% of concerns", Least = 0, Most = 100)]
    public int TriagePercent { get; init; } = 10;

    /// <summary>Percent of concerns below which it clears. [design]</summary>
    [Threshold("SCH-08", "ClearPercent", Unit = "% of concerns", Least = 0, Most = 100, AtMost = "Percent")]
    public int TriageClearPercent { get; init; } = 5;

    /// <summary>School days whose share of off-site and not-required codes is compared. [design]</summary>
    [Threshold("SCH-09", "SchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int CodeMixSchoolDays { get; init; } = 20;

    /// <summary>School days before those that it is compared with. [design]</summary>
    [Threshold("SCH-09", "UsualSchoolDays", Unit = "school days", Least = 1, Most = 380)]
    public int CodeMixUsualSchoolDays { get; init; } = 120;

    /// <summary>School days with marks that there must be among those, to compare with. [design]</summary>
    [Threshold("SCH-09", "LeastSchoolDays", Unit = "school days with marks", Least = 1, Most = 380)]
    public int CodeMixLeastSchoolDays { get; init; } = 20;

    /// <summary>How many times the usual share it must be: 2. [design]</summary>
    [Threshold("SCH-09", "Times", Unit = "times the usual share", Least = 1, Most = 100)]
    public int CodeMixTimes { get; init; } = 2;

    /// <summary>Percentage points by which the share must also be larger. [design]</summary>
    [Threshold("SCH-09", "Points", Unit = "percentage points", Least = 0, Most = 100)]
    public int CodeMixPoints { get; init; } = 1;

    /// <summary>Months for which the training of a safeguarding lead or deputy counts: 24.</summary>
    [Threshold("SCH-10", "LeadMonths", Unit = "months", Least = 1, Most = 60, Law = "Keeping children safe in education, Annex C: at least every two years")]
    public int TrainingLeadMonths { get; init; } = 24;

    /// <summary>Months for which the training of other staff counts: 12.</summary>
    [Threshold("SCH-10", "StaffMonths", Unit = "months", Least = 1, Most = 60, Law = "Keeping children safe in education, Part two: updates at least annually")]
    public int TrainingStaffMonths { get; init; } = 12;

    /// <summary>Days from appointment within which a first training is given time. [design; the guidance: at induction]</summary>
    [Threshold("SCH-10", "InductionDays", Unit = "days", Least = 0, Most = 365)]
    public int TrainingInductionDays { get; init; } = 30;

    /// <summary>Days before the training of a lead or deputy runs out from which on it is said. [design]</summary>
    [Threshold("SCH-10", "WarningDays", Unit = "days", Least = 0, Most = 365)]
    public int TrainingWarningDays { get; init; } = 30;

    /// <summary>How many times the rate of the others the rate of a group must be: 2. [design]</summary>
    [Threshold("SCH-11", "Times", Unit = "times the others' rate", Least = 1, Most = 100)]
    public int DisproportionTimes { get; init; } = 2;

    /// <summary>Pupils there must be in each of the two groups. [design]</summary>
    [Threshold("SCH-11", "Pupils", Unit = "pupils", Least = 1, Most = 1000)]
    public int DisproportionPupils { get; init; } = 10;

    /// <summary>Chance (Fisher's exact test, two-sided) below which a difference is not explained by chance: 0.01. [design]</summary>
    [Threshold("SCH-11", "Chance", Unit = "probability", Least = 0, Most = 1)]
    public double DisproportionChance { get; init; } = 0.01;

    /// <summary>School days over which our own alerts are counted. [design]</summary>
    [Threshold("SCH-12", "SchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int AlertLoadSchoolDays { get; init; } = 5;

    /// <summary>Alerts of high severity or above that one lead or deputy can take a day, on average: 8. [design]</summary>
    [Threshold("SCH-12", "AlertsPerLead", Unit = "alerts a day and lead", Least = 1, Most = 1000)]
    public int AlertLoadPerLead { get; init; } = 8;

    /// <summary>Time in school hours, in the median, within which an alert of high severity or above should be acknowledged: 30 minutes. [design]</summary>
    [Threshold("SCH-12", "AcknowledgedMinutes", Unit = "minutes of school hours", Least = 1, Most = 5400)]
    public TimeSpan AlertLoadAcknowledged { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Share of closed alerts below which we are mostly noise: 40 %. [design]</summary>
    [Threshold("SCH-12", "UsefulPercent", Unit = "per cent", Least = 1, Most = 100)]
    public int AlertLoadUsefulPercent { get; init; } = 40;

    /// <summary>Closed alerts that there must be to say so: 20. [design]</summary>
    [Threshold("SCH-12", "LeastClosed", Unit = "closed alerts", Least = 1, Most = 1000)]
    public int AlertLoadLeastClosed { get; init; } = 20;
}
