using RiskMonitor.Domain;

namespace RiskMonitor.StandIns.Demo;

/// <summary>Something the script makes happen so that the wall moves: when, which rule ought to speak of it, and how it goes on.</summary>
/// <param name="Upi">The pupil's key upstream; null when it is about the school.</param>
public sealed record DemoCue(DateTimeOffset At, SchoolId School, string? Upi, RuleId Rule, string Sentence);
