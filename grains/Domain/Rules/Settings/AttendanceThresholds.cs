namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules that read a pupil's register.</content>
public sealed partial record RuleSettings
{
    /// <summary>Sessions. Below so many possible sessions in the school year nobody is called severely absent. [design]</summary>
    [Threshold("ATT-03", "MinimumPossible", Unit = "possible sessions", Least = 1, Most = 380)]
    public int SevereMinimumPossible { get; init; } = 60;

    /// <summary>Percent of possible sessions missed that is severe absence: 50 or more (Department for Education, <i>Pupil absence in schools in England</i>, methodology).</summary>
    [Threshold("ATT-03", "Percent", Unit = "% of possible sessions", Least = 1, Most = 100, Law = "Department for Education, Pupil absence in schools in England, methodology")]
    public int SeverePercent { get; init; } = 50;

    /// <summary>Percent below which severe absence in the year is over. [design]</summary>
    [Threshold("ATT-03", "ClearPercent", Unit = "% of possible sessions", Least = 1, Most = 100)]
    public int SevereClearPercent { get; init; } = 45;

    /// <summary>Possible sessions of the rolling measure. [design]</summary>
    [Threshold("ATT-03", "RollingSessions", Unit = "possible sessions", Least = 10, Most = 380)]
    public int SevereRollingSessions { get; init; } = 60;

    /// <summary>Sessions missed of the rolling ones that are severe absence: half. [Department for Education's definition, applied to a shorter stretch]</summary>
    [Threshold("ATT-03", "RollingAbsent", Unit = "sessions", Least = 1, Most = 380)]
    public int SevereRollingAbsent { get; init; } = 30;

    /// <summary>Sessions missed of the rolling ones below which severe absence is over: 40 %. [design]</summary>
    [Threshold("ATT-03", "RollingClear", Unit = "sessions", Least = 1, Most = 380)]
    public int SevereRollingClear { get; init; } = 24;

    /// <summary>School days after a severe absence has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-03", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int SevereCoolDownDays { get; init; } = 30;

    /// <summary>Unauthorised sessions at which a school must consider a penalty notice: 10 (Education (Penalty Notices) (England) (Amendment) Regulations 2024; national framework of 19 August 2024).</summary>
    [Threshold("ATT-04", "Sessions", Unit = "sessions", Least = 1, Most = 190, Law = "Education (Penalty Notices) (England) (Amendment) Regulations 2024; national framework of 19 August 2024")]
    public int PenaltySessions { get; init; } = 10;

    /// <summary>School weeks in which those sessions are counted: 10 (national framework; a school week is any week with at least one school session).</summary>
    [Threshold("ATT-04", "SchoolWeeks", Unit = "school weeks", Least = 1, Most = 39, Law = "national framework of 19 August 2024")]
    public int PenaltySchoolWeeks { get; init; } = 10;

    /// <summary>Unauthorised sessions at which the warning stage begins. [design]</summary>
    [Threshold("ATT-04w", "Sessions", Unit = "sessions", Least = 1, Most = 190)]
    public int PenaltyWarningSessions { get; init; } = 7;

    /// <summary>Notices after which no further one may be issued in <see cref="PenaltyYears"/>: 2 (national framework).</summary>
    [Threshold("ATT-04", "MostNotices", Unit = "notices", Least = 1, Most = 10, Law = "national framework of 19 August 2024")]
    public int PenaltyMostNotices { get; init; } = 2;

    /// <summary>Years in which notices are counted: 3 (national framework).</summary>
    [Threshold("ATT-04", "Years", Unit = "years", Least = 1, Most = 10, Law = "national framework of 19 August 2024")]
    public int PenaltyYears { get; init; } = 3;

    /// <summary>Notices issued before this date do not count towards the two (national framework).</summary>
    [Threshold("ATT-04", "FrameworkFrom", Unit = "date", Law = "national framework of 19 August 2024")]
    public DateOnly PenaltyFrameworkFrom { get; init; } = new(2024, 8, 19);

    /// <summary>Consecutive possible sessions of unauthorised absence that require an attendance return: 20, ten school days (School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208).</summary>
    [Threshold("ATT-05", "Sessions", Unit = "possible sessions", Least = 2, Most = 380, Law = "School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208")]
    public int ContinuousSessions { get; init; } = 20;

    /// <summary>Time after the register closes at which a vulnerable pupil's absence without an accepted reason is raised: 30 minutes. [design; a social worker must be told of unexplained absence: <i>Working together to improve school attendance</i>]</summary>
    [Threshold("ATT-08", "DelayMinutes", Unit = "minutes", Least = 0, Most = 240)]
    public TimeSpan FirstDayDelay { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>School days in which a sudden change is looked for. [design]</summary>
    [Threshold("ATT-10", "Days", Unit = "school days", Least = 5, Most = 40)]
    public int SuddenDays { get; init; } = 10;

    /// <summary>School days before those, which say what is normal for the pupil. [design]</summary>
    [Threshold("ATT-10", "NormalDays", Unit = "school days", Least = 20, Most = 190)]
    public int SuddenNormalDays { get; init; } = 60;

    /// <summary>Of those, so many must have a mark before anything can be said. [design]</summary>
    [Threshold("ATT-10", "MinimumDays", Unit = "school days", Least = 1, Most = 190)]
    public int SuddenMinimumDays { get; init; } = 20;

    /// <summary>Absent sessions below which a change is too small to matter. [design]</summary>
    [Threshold("ATT-10", "Sessions", Unit = "sessions", Least = 1, Most = 80)]
    public int SuddenSessions { get; init; } = 5;

    /// <summary>Spells below which a change may be one illness. [design; spells as in FFT Education Datalab's work on absence]</summary>
    [Threshold("ATT-10", "Spells", Unit = "spells", Least = 1, Most = 40)]
    public int SuddenSpells { get; init; } = 3;

    /// <summary>The chance, if nothing had changed for the pupil, below which so many spells are a change: 1 %. [design; about one alert a week in 1,000 pupils when nothing changes]</summary>
    [Threshold("ATT-10", "Probability", Unit = "probability", Least = 0.0001, Most = 0.1)]
    public double SuddenProbability { get; init; } = 0.01;

    /// <summary>Absent sessions in those days at which it is over: this many or fewer. [design]</summary>
    [Threshold("ATT-10", "Clear", Unit = "sessions", Least = 0, Most = 80)]
    public int SuddenClear { get; init; } = 1;

    /// <summary>School days after a sudden change has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-10", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int SuddenCoolDownDays { get; init; } = 20;

    /// <summary>School weeks in which spells are counted. [design]</summary>
    [Threshold("ATT-12", "SchoolWeeks", Unit = "school weeks", Least = 1, Most = 39)]
    public int ShortSpellsSchoolWeeks { get; init; } = 12;

    /// <summary>Spells that are many. [design; repeated short absence: FFT Education Datalab]</summary>
    [Threshold("ATT-12", "Spells", Unit = "spells", Least = 1, Most = 60)]
    public int ShortSpells { get; init; } = 5;

    /// <summary>Sessions: the most the median spell may last to be short, two days. [design]</summary>
    [Threshold("ATT-12", "MedianSessions", Unit = "sessions", Least = 1, Most = 40)]
    public int ShortSpellsMedian { get; init; } = 4;

    /// <summary>Spells in those weeks at which it is over: this many or fewer. [design]</summary>
    [Threshold("ATT-12", "Clear", Unit = "spells", Least = 0, Most = 60)]
    public int ShortSpellsClear { get; init; } = 2;

    /// <summary>School days after many short spells have cleared before they can be raised again. [design]</summary>
    [Threshold("ATT-12", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int ShortSpellsCoolDownDays { get; init; } = 30;
}
