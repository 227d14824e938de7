using static RiskMonitor.Domain.Observations.ObservationCheck;

namespace RiskMonitor.Domain.Observations;

internal static class ConductCheck
{
    private const int MostPoints = 10_000;

    // Twice the sessions of a school year: a typing error is above it, a pupil in two schools is not.
    private const int MostSessions = 760;

    public static Implausible? Of(Observation observation) => observation switch
    {
        Behaviour behaviour => Id("id", behaviour.Id) ?? NotLater(behaviour, "occurredAt", behaviour.OccurredAt)
            ?? Between("points", behaviour.Points, -MostPoints, MostPoints),
        Suspension suspension => Id("id", suspension.Id) ?? InOrder("to", suspension.From, suspension.To)
            ?? Between("sessions", suspension.Sessions, 0, MostSessions),
        Notice notice => Id("id", notice.Id) ?? Dated("issuedOn", notice.IssuedOn)
            ?? notice.Sessions.Select((session, index) => Dated($"sessions[{index}].date", session.Date)).FirstOrDefault(trouble => trouble is not null),
        _ => null,
    };
}
