using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Storage;

/// <summary>One line of the audit trail: who did what, when, and why they said they did.</summary>
/// <param name="Who">An opaque staff or client id.</param>
/// <param name="What">The action, such as <c>student.reveal</c>; stored in clear, so it names no pupil.</param>
/// <param name="School">Null when it concerns the whole trust.</param>
/// <param name="About">What was acted on, such as a pupil's id; sealed.</param>
/// <param name="Why">The reason given; sealed.</param>
public sealed record AuditRow(DateTimeOffset At, string Who, string What, SchoolId? School, string? About, string? Why)
{
    /// <summary>Whom it is about, where that is not <see cref="About"/> itself: kept as a blind index, so that it can be asked for.</summary>
    public StudentId? Pupil { get; init; }
}
