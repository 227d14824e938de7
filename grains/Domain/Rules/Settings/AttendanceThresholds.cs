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
    [Threshold("ATT-03", "ClearPercent", Unit = "% of possible sessions", Least = 1, Most = 100, AtMost = "Percent")]
    public int SevereClearPercent { get; init; } = 45;

    /// <summary>Possible sessions of the rolling measure. [design]</summary>
    [Threshold("ATT-03", "RollingSessions", Unit = "possible sessions", Least = 10, Most = 380)]
    public int SevereRollingSessions { get; init; } = 60;

    /// <summary>Sessions missed of the rolling ones that are severe absence: half. [Department for Education's definition, applied to a shorter stretch]</summary>
    [Threshold("ATT-03", "RollingAbsent", Unit = "sessions", Least = 1, Most = 380, AtMost = "RollingSessions")]
    public int SevereRollingAbsent { get; init; } = 30;

    /// <summary>Sessions missed of the rolling ones below which severe absence is over: 40 %. [design]</summary>
    [Threshold("ATT-03", "RollingClear", Unit = "sessions", Least = 1, Most = 380, AtMost = "RollingAbsent")]
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
    [Threshold("ATT-04w", "Sessions", Unit = "sessions", Least = 1, Most = 190, Below = "ATT-04:Sessions")]
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
    [Threshold("ATT-10", "Clear", Unit = "sessions", Least = 0, Most = 80, Below = "Sessions")]
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
    [Threshold("ATT-12", "Clear", Unit = "spells", Least = 0, Most = 60, Below = "Spells")]
    public int ShortSpellsClear { get; init; } = 2;

    /// <summary>School days after many short spells have cleared before they can be raised again. [design]</summary>
    [Threshold("ATT-12", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int ShortSpellsCoolDownDays { get; init; } = 30;

    /// <summary>Possible sessions. Below so many in the school year nobody is called persistently absent. [design]</summary>
    [Threshold("ATT-01", "MinimumPossible", Unit = "possible sessions", Least = 1, Most = 380)]
    public int PersistentMinimumPossible { get; init; } = 60;

    /// <summary>Percent of possible sessions missed that is persistent absence: 10 or more (Department for Education, <i>Pupil absence in schools in England</i>, methodology).</summary>
    [Threshold("ATT-01", "Percent", Unit = "% of possible sessions", Least = 1, Most = 100, Law = "Department for Education, Pupil absence in schools in England, methodology")]
    public int PersistentPercent { get; init; } = 10;

    /// <summary>Permille of possible sessions below which persistent absence in the year is over: 8.5 %. [design]</summary>
    [Threshold("ATT-01", "ClearPermille", Unit = "‰ of possible sessions", Least = 1, Most = 1000)]
    public int PersistentClearPermille { get; init; } = 85;

    /// <summary>School days after a persistent absence has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-01", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int PersistentCoolDownDays { get; init; } = 20;

    /// <summary>Possible sessions of the school year before anything is projected. [design]</summary>
    [Threshold("ATT-02", "MinimumPossible", Unit = "possible sessions", Least = 1, Most = 380)]
    public int ProjectedMinimumPossible { get; init; } = 60;

    /// <summary>The last possible sessions whose rate of absence is taken to go on. [design]</summary>
    [Threshold("ATT-02", "RollingSessions", Unit = "possible sessions", Least = 10, Most = 380)]
    public int ProjectedRollingSessions { get; init; } = 60;

    /// <summary>Percent of the whole year's possible sessions below which the projection is over. [design]</summary>
    [Threshold("ATT-02", "ClearPercent", Unit = "% of possible sessions", Least = 1, Most = 100)]
    public int ProjectedClearPercent { get; init; } = 9;

    /// <summary>School days after a projection has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-02", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int ProjectedCoolDownDays { get; init; } = 30;

    /// <summary>Sessions of illness at which the warning stage begins. [design]</summary>
    [Threshold("ATT-06", "Warning", Unit = "sessions", Least = 1, Most = 380)]
    public int SicknessWarningSessions { get; init; } = 20;

    /// <summary>Sessions of illness, in a school year or without a break, that require a sickness return: 30, fifteen school days (School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208).</summary>
    [Threshold("ATT-06", "Sessions", Unit = "sessions", Least = 1, Most = 380, Law = "School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208")]
    public int SicknessSessions { get; init; } = 30;

    /// <summary>School days within which the reason of an absence marked N has to be found (<i>Working together to improve school attendance</i>).</summary>
    [Threshold("ATT-07", "Days", Unit = "school days", Least = 1, Most = 40, Law = "Working together to improve school attendance")]
    public int UnresolvedDays { get; init; } = 5;

    /// <summary>Sessions marked N that are many. [design]</summary>
    [Threshold("ATT-07", "Sessions", Unit = "sessions", Least = 1, Most = 80)]
    public int UnresolvedSessions { get; init; } = 4;

    /// <summary>School days in which those are counted. [design]</summary>
    [Threshold("ATT-07", "WindowDays", Unit = "school days", Least = 1, Most = 40)]
    public int UnresolvedWindowDays { get; init; } = 10;

    /// <summary>Consecutive possible sessions of unauthorised absence after which a child nobody has seen may be missing education: 20, ten school days (<i>Children missing education</i>; SI 2024/208).</summary>
    [Threshold("ATT-09", "Sessions", Unit = "possible sessions", Least = 2, Most = 380, Law = "School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208")]
    public int MissingSessions { get; init; } = 20;

    /// <summary>Consecutive possible sessions after which the grounds for taking a pupil off the roll come into question: 40, twenty school days (School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208).</summary>
    [Threshold("ATT-09", "CriticalSessions", Unit = "possible sessions", Least = 2, Most = 380, Law = "School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208")]
    public int MissingCriticalSessions { get; init; } = 40;

    /// <summary>School days within which somebody has to have seen the child. [design]</summary>
    [Threshold("ATT-09", "SeenDays", Unit = "school days", Least = 1, Most = 40)]
    public int MissingSeenDays { get; init; } = 5;

    /// <summary>School weeks that are looked at for a pattern. [design]</summary>
    [Threshold("ATT-11", "SchoolWeeks", Unit = "school weeks", Least = 2, Most = 39)]
    public int WeekdaySchoolWeeks { get; init; } = 8;

    /// <summary>Absent days without which there is no pattern. [design]</summary>
    [Threshold("ATT-11", "AbsentDays", Unit = "days", Least = 1, Most = 100)]
    public int WeekdayAbsentDays { get; init; } = 4;

    /// <summary>Absent days on one weekday without which there is no pattern. [design]</summary>
    [Threshold("ATT-11", "SameDay", Unit = "days", Least = 1, Most = 100)]
    public int WeekdaySameDay { get; init; } = 4;

    /// <summary>Percent of the absent days that fall on one weekday. [design]</summary>
    [Threshold("ATT-11", "Percent", Unit = "% of absent days", Least = 1, Most = 100)]
    public int WeekdayPercent { get; init; } = 60;

    /// <summary>Percent of the absent days on the most frequent weekday below which it is over. [design]</summary>
    [Threshold("ATT-11", "ClearPercent", Unit = "% of absent days", Least = 1, Most = 100, AtMost = "Percent")]
    public int WeekdayClearPercent { get; init; } = 40;

    /// <summary>The chance, if absence fell on the weekdays as it usually does, below which it is a pattern: 1 %. [design]</summary>
    [Threshold("ATT-11", "Probability", Unit = "probability", Least = 0.0001, Most = 0.1)]
    public double WeekdayProbability { get; init; } = 0.01;

    /// <summary>School days after a weekday pattern has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-11", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int WeekdayCoolDownDays { get; init; } = 40;

    /// <summary>School weeks in which lateness is counted. [design]</summary>
    [Threshold("ATT-13", "SchoolWeeks", Unit = "school weeks", Least = 1, Most = 39)]
    public int LateSchoolWeeks { get; init; } = 4;

    /// <summary>Late sessions (L or U) that are many. [design]</summary>
    [Threshold("ATT-13", "Sessions", Unit = "sessions", Least = 1, Most = 100)]
    public int LateSessions { get; init; } = 6;

    /// <summary>Of those, sessions entered after the register closed (U) that make it more urgent. [design]</summary>
    [Threshold("ATT-13", "AfterClosing", Unit = "sessions", Least = 1, Most = 100)]
    public int LateAfterClosing { get; init; } = 3;

    /// <summary>Late sessions at which it is over: this many or fewer. [design]</summary>
    [Threshold("ATT-13", "Clear", Unit = "sessions", Least = 0, Most = 100, Below = "Sessions")]
    public int LateClear { get; init; } = 2;

    /// <summary>School days after lateness has cleared before it can be raised again. [design]</summary>
    [Threshold("ATT-13", "CoolDownDays", Unit = "school days", Least = 0, Most = 190)]
    public int LateCoolDownDays { get; init; } = 20;

    /// <summary>Lessons missed without leave on days the register says present. [design]</summary>
    [Threshold("ATT-14", "Lessons", Unit = "lessons", Least = 1, Most = 50)]
    public int MissingLessons { get; init; } = 3;

    /// <summary>School days in which those lessons are counted. [design]</summary>
    [Threshold("ATT-14", "Days", Unit = "school days", Least = 1, Most = 40)]
    public int MissingLessonsDays { get; init; } = 5;

    /// <summary>School days without such a lesson after which it is over. [design]</summary>
    [Threshold("ATT-14", "ClearDays", Unit = "school days", Least = 1, Most = 40)]
    public int MissingLessonsClearDays { get; init; } = 10;

    /// <summary>School weeks, about half a term, that a part-time timetable may last and a placement may go without a review. [design; a part-time timetable must be temporary: <i>Working together to improve school attendance</i>]</summary>
    [Threshold("ATT-15", "SchoolWeeks", Unit = "school weeks", Least = 1, Most = 39)]
    public int PartTimeSchoolWeeks { get; init; } = 6;

    /// <summary>Days before the notice of a departure in which suspensions and severe absence are looked for: twelve weeks. [design]</summary>
    [Threshold("ATT-16", "Days", Unit = "days", Least = 1, Most = 366)]
    public int DepartureDays { get; init; } = 84;

    /// <summary>Suspensions in those days that make a departure a risk. [design]</summary>
    [Threshold("ATT-16", "Suspensions", Unit = "suspensions", Least = 1, Most = 20)]
    public int DepartureSuspensions { get; init; } = 2;
}
