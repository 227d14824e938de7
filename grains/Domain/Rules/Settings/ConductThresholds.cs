namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about behaviour and suspensions.</content>
public sealed partial record RuleSettings
{
    private const string ExclusionLaw = "School Discipline (Pupil Exclusions and Reviews) (England) Regulations 2012 (SI 2012/1033)";

    /// <summary>Half-days of suspension in a term above which the governors meet if a parent asks: 10, five school days (SI 2012/1033).</summary>
    [Threshold("EXC-01", "Sessions", Unit = "half-days of suspension", Least = 1, Most = 90, Law = ExclusionLaw)]
    public int TermSuspensionSessions { get; init; } = 10;

    /// <summary>Half-days of suspension in a term above which the governors must meet: 30, fifteen school days (SI 2012/1033).</summary>
    [Threshold("EXC-01", "MeetingSessions", Unit = "half-days of suspension", Least = 1, Most = 90, Law = ExclusionLaw)]
    public int TermMeetingSessions { get; init; } = 30;

    /// <summary>School days after the notice within which the governors must then meet: 15 (SI 2012/1033).</summary>
    [Threshold("EXC-01", "GovernorsSchoolDays", Unit = "school days", Least = 1, Most = 50, Law = ExclusionLaw)]
    public int GovernorsSchoolDays { get; init; } = 15;

    /// <summary>Half-days of suspension in a school year at which the limit comes near: 60, thirty school days. [design]</summary>
    [Threshold("EXC-02", "WarningSessions", Unit = "half-days of suspension", Least = 1, Most = 90)]
    public int YearWarningSessions { get; init; } = 60;

    /// <summary>Half-days of suspension in a school year at which it is very near: 80, forty school days. [design]</summary>
    [Threshold("EXC-02", "HighSessions", Unit = "half-days of suspension", Least = 1, Most = 90)]
    public int YearHighSessions { get; init; } = 80;

    /// <summary>The most half-days of suspension in a school year: 90, forty-five school days (SI 2012/1033).</summary>
    [Threshold("EXC-02", "MostSessions", Unit = "half-days of suspension", Least = 1, Most = 380, Law = ExclusionLaw)]
    public int YearMostSessions { get; init; } = 90;

    /// <summary>Suspensions that are a pattern: 2. [design, after the guidance's "multiple suspensions"]</summary>
    [Threshold("EXC-03", "Suspensions", Unit = "suspensions", Least = 1, Most = 20)]
    public int RepeatSuspensions { get; init; } = 2;

    /// <summary>School days in which those suspensions begin. [design]</summary>
    [Threshold("EXC-03", "SchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int RepeatSchoolDays { get; init; } = 60;

    /// <summary>Incidents below which no change of behaviour is raised, however unlikely. [design]</summary>
    [Threshold("BEH-01", "Incidents", Unit = "incidents", Least = 1, Most = 100)]
    public int BehaviourIncidents { get; init; } = 5;

    /// <summary>School days in which those incidents are counted. [design]</summary>
    [Threshold("BEH-01", "Days", Unit = "school days", Least = 1, Most = 60)]
    public int BehaviourDays { get; init; } = 10;

    /// <summary>School days before them that are the pupil's own normal. [design]</summary>
    [Threshold("BEH-01", "PastDays", Unit = "school days", Least = 10, Most = 190)]
    public int BehaviourPastDays { get; init; } = 60;

    /// <summary>School days of those that must have a mark, or nobody can tell what is normal. [design]</summary>
    [Threshold("BEH-01", "MinimumDays", Unit = "school days with a mark", Least = 1, Most = 190)]
    public int BehaviourMinimumDays { get; init; } = 20;

    /// <summary>Probability below which so many incidents are a change. [design]</summary>
    [Threshold("BEH-01", "Chance", Unit = "probability", Least = 0.000001, Most = 0.5)]
    public double BehaviourChance { get; init; } = 0.005;

    /// <summary>School days after a change of behaviour has cleared before it can be raised again. [design]</summary>
    [Threshold("BEH-01", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int BehaviourCoolDownDays { get; init; } = 20;

    /// <summary>School days that may lie between a change of behaviour and one of attendance for the two to be one picture. [design]</summary>
    [Threshold("CMP-01", "SchoolDays", Unit = "school days", Least = 0, Most = 190)]
    public int CompositeSchoolDays { get; init; } = 10;
}
