namespace RiskMonitor.Domain.Rules;

/// <summary>One school at one instant, as the school's own rules see it.</summary>
internal sealed record SchoolAt(SchoolRegister Register, DateTimeOffset AsOf)
{
    internal DateOnly Today { get; } = Windows.SchoolTime.DateOf(AsOf);

    /// <summary>The first date on which there was a calendar and a pupil on roll: no deadline before it can have passed unseen.</summary>
    internal DateOnly? KnownOn { get; } = Register.KnownSince is { } since ? Windows.SchoolTime.DateOf(since) : null;

    /// <summary>A deadline, or the moment the school became known where that was later on the same date.</summary>
    internal DateTimeOffset OrKnown(DateTimeOffset deadline) => Register.KnownSince is { } since && since > deadline ? since : deadline;
}

/// <summary>A rule about a school itself: its registers, its feeds. Pure.</summary>
internal abstract class SchoolRule
{
    internal abstract RuleDescription Description { get; }

    internal abstract RuleOutcome Evaluate(SchoolAt at);

    /// <summary>The instants of a date at which time alone can change what the rule says.</summary>
    internal abstract IEnumerable<DateTimeOffset> InstantsOf(SchoolRegister register, DateOnly date);

    internal Finding Find(in RuleOutcome outcome) => new(Description.Id, Description.Version, outcome.Verdict, outcome.LastClearedOn, OnlyContinues: outcome.OnlyContinues);
}
