namespace RiskMonitor.Domain.Rules;

/// <content>The hours within which a concern must have a first action: SG-06 raises each, SCH-08 counts them.</content>
public sealed partial record RuleSettings
{
    /// <summary>School hours in which an immediate concern must have a first action: one hour. [design; act immediately: <i>Keeping children safe in education</i>]</summary>
    [Threshold("SG-06", "ImmediateMinutes", Unit = "minutes of school hours", Least = 1, Most = 540)]
    public TimeSpan UntouchedImmediate { get; init; } = TimeSpan.FromHours(1);

    /// <summary>School hours in which a concern of severity 3 must have a first action: four hours. [design]</summary>
    [Threshold("SG-06", "HighMinutes", Unit = "minutes of school hours", Least = 1, Most = 2700)]
    public TimeSpan UntouchedHigh { get; init; } = TimeSpan.FromHours(4);

    /// <summary>School hours in which any other concern must have a first action: nine hours, one school day. [design]</summary>
    [Threshold("SG-06", "OtherMinutes", Unit = "minutes of school hours", Least = 1, Most = 5400)]
    public TimeSpan UntouchedOther { get; init; } = TimeSpan.FromHours(9);
}
