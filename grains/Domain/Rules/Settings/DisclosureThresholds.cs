namespace RiskMonitor.Domain.Rules;

/// <content>Thresholds of the rules about what follows a concern: absence, silence, and mental health together with illness.</content>
public sealed partial record RuleSettings
{
    /// <summary>Absent sessions after a disclosure that are raised. [design]</summary>
    [Threshold("SG-05", "Sessions", Unit = "sessions", Least = 1, Most = 10)]
    public int DisclosureSessions { get; init; } = 2;

    /// <summary>School days after the date of a disclosure in which they are counted. [design]</summary>
    [Threshold("SG-05", "SchoolDays", Unit = "school days", Least = 1, Most = 60)]
    public int DisclosureSchoolDays { get; init; } = 5;

    /// <summary>School hours in which an immediate concern must have a first action: one hour. [design; act immediately: <i>Keeping children safe in education</i>]</summary>
    [Threshold("SG-06", "ImmediateMinutes", Unit = "minutes of school hours", Least = 1, Most = 540)]
    public TimeSpan UntouchedImmediate { get; init; } = TimeSpan.FromHours(1);

    /// <summary>School hours in which a concern of severity 3 must have a first action: four hours. [design]</summary>
    [Threshold("SG-06", "HighMinutes", Unit = "minutes of school hours", Least = 1, Most = 2700)]
    public TimeSpan UntouchedHigh { get; init; } = TimeSpan.FromHours(4);

    /// <summary>School hours in which any other concern must have a first action: nine hours, one school day. [design]</summary>
    [Threshold("SG-06", "OtherMinutes", Unit = "minutes of school hours", Least = 1, Most = 5400)]
    public TimeSpan UntouchedOther { get; init; } = TimeSpan.FromHours(9);

    /// <summary>School days after the last action, a concern still open, that may pass without another one. [design]</summary>
    [Threshold("SG-06", "QuietSchoolDays", Unit = "school days", Least = 1, Most = 190)]
    public int UntouchedQuietSchoolDays { get; init; } = 10;

    /// <summary>Mental-health concerns that, with illness, are one picture. [design]</summary>
    [Threshold("SG-07", "Concerns", Unit = "concerns", Least = 1, Most = 50)]
    public int MentalHealthConcerns { get; init; } = 2;

    /// <summary>Spells of absence begun with illness that, with those concerns, are one picture. [design]</summary>
    [Threshold("SG-07", "Spells", Unit = "spells of absence", Least = 1, Most = 50)]
    public int MentalHealthSpells { get; init; } = 3;

    /// <summary>Days in which both are counted. [design]</summary>
    [Threshold("SG-07", "Days", Unit = "days", Least = 1, Most = 390)]
    public int MentalHealthDays { get; init; } = 42;
}
