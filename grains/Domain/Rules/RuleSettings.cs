namespace RiskMonitor.Domain.Rules;

/// <summary>Every threshold of the rules, with its unit and source. Legal numbers change by law, the others are the catalogue's own design and change by decision.</summary>
public sealed record RuleSettings
{
    public static RuleSettings Default { get; } = new();

    /// <summary>Sessions. Below so many possible sessions in the school year nobody is called severely absent. [design]</summary>
    public int SevereMinimumPossible { get; init; } = 60;

    /// <summary>Percent of possible sessions missed that is severe absence: 50 or more (Department for Education, <i>Pupil absence in schools in England</i>, methodology).</summary>
    public int SeverePercent { get; init; } = 50;

    /// <summary>Percent below which severe absence in the year is over. [design]</summary>
    public int SevereClearPercent { get; init; } = 45;

    /// <summary>Possible sessions of the rolling measure. [design]</summary>
    public int SevereRollingSessions { get; init; } = 60;

    /// <summary>Sessions missed of the rolling ones that are severe absence: half. [Department for Education's definition, applied to a shorter stretch]</summary>
    public int SevereRollingAbsent { get; init; } = 30;

    /// <summary>Sessions missed of the rolling ones below which severe absence is over: 40 %. [design]</summary>
    public int SevereRollingClear { get; init; } = 24;

    /// <summary>School days after a severe absence has cleared before it can be raised again. [design]</summary>
    public int SevereCoolDownDays { get; init; } = 30;

    /// <summary>Unauthorised sessions at which a school must consider a penalty notice: 10 (Education (Penalty Notices) (England) (Amendment) Regulations 2024; national framework of 19 August 2024).</summary>
    public int PenaltySessions { get; init; } = 10;

    /// <summary>School weeks in which those sessions are counted: 10 (national framework; a school week is any week with at least one school session).</summary>
    public int PenaltySchoolWeeks { get; init; } = 10;

    /// <summary>Unauthorised sessions at which the warning stage begins. [design]</summary>
    public int PenaltyWarningSessions { get; init; } = 7;

    /// <summary>Notices after which no further one may be issued in <see cref="PenaltyYears"/>: 2 (national framework).</summary>
    public int PenaltyMostNotices { get; init; } = 2;

    /// <summary>Years in which notices are counted: 3 (national framework).</summary>
    public int PenaltyYears { get; init; } = 3;

    /// <summary>Notices issued before this date do not count towards the two (national framework).</summary>
    public DateOnly PenaltyFrameworkFrom { get; init; } = new(2024, 8, 19);

    /// <summary>Consecutive possible sessions of unauthorised absence that require an attendance return: 20, ten school days (School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208).</summary>
    public int ContinuousSessions { get; init; } = 20;

    /// <summary>Time after the register closes at which a vulnerable pupil's absence without an accepted reason is raised: 30 minutes. [design; a social worker must be told of unexplained absence: <i>Working together to improve school attendance</i>]</summary>
    public TimeSpan FirstDayDelay { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Calendar days in which low-severity concerns add up: 28. [design, after the guidance's cumulative picture]</summary>
    public int AccumulationDays { get; init; } = 28;

    /// <summary>Concerns that add up when at least two people recorded them on at least two dates. [design]</summary>
    public int AccumulationConcerns { get; init; } = 3;

    /// <summary>Concerns that add up whoever recorded them. [design]</summary>
    public int AccumulationConcernsByAnyone { get; init; } = 4;

    /// <summary>People who must have recorded the three. [design]</summary>
    public int AccumulationRecorders { get; init; } = 2;

    /// <summary>Dates on which the three must have happened. [design]</summary>
    public int AccumulationDates { get; init; } = 2;

    /// <summary>Concerns below which an accumulation is over. [design]</summary>
    public int AccumulationClear { get; init; } = 2;

    /// <summary>School days after an accumulation has cleared before it can be raised again. [design]</summary>
    public int AccumulationCoolDownDays { get; init; } = 14;

    /// <summary>Percent of expected pupils without a mark above which a register is incomplete: 2. [design; every register must be taken: SI 2024/208]</summary>
    public int RegisterUnmarkedPercent { get; init; } = 2;

    /// <summary>Time after the register closes at which it must be complete: 30 minutes. [design]</summary>
    public TimeSpan RegisterDelay { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Pupils. A registration group at least this large without a single mark is an incomplete register too. [design]</summary>
    public int RegisterSmallestGroup { get; init; } = 2;

    /// <summary>Time since the last complete poll, in school hours, after which a feed is stale: 30 minutes. [design]</summary>
    public TimeSpan FeedStaleAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>London time by which a school day must have had its first mark: 09:45. [design]</summary>
    public TimeOnly FirstMarkBy { get; init; } = new(9, 45);

    /// <summary>London times between which a silent feed matters: 08:00 to 17:00. [design]</summary>
    public TimeOnly SchoolHoursFrom { get; init; } = new(8, 0);

    /// <summary>See <see cref="SchoolHoursFrom"/>.</summary>
    public TimeOnly SchoolHoursTo { get; init; } = new(17, 0);
}
