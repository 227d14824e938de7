using static RiskMonitor.Domain.Observations.ObservationCheck;

namespace RiskMonitor.Domain.Observations;

internal static class RollCheck
{
    // Nursery is −1 and the two-year-olds' room −2; year 14 is a third year of sixth form.
    private const int YoungestYear = -2;
    private const int OldestYear = 14;

    public static Implausible? Of(PupilObservation observation) => observation switch
    {
        Pupil pupil => Check(pupil),
        Assessment assessment => Id("id", assessment.Id) ?? Dated("on", assessment.On) ?? OneOf("band", assessment.Band, Words.Bands),
        Plan plan => Id("id", plan.Id) ?? OneOf("kind", plan.Kind, Words.Plans) ?? InOrder("to", plan.From, plan.To) ?? Dated("reviewedOn", plan.ReviewedOn),
        Departure departure => Id("id", departure.Id) ?? OneOf("kind", departure.Kind, Words.Departures) ?? Dated("noticedOn", departure.NoticedOn) ?? Dated("decidedOn", departure.DecidedOn),
        _ => null,
    };

    private static Implausible? Check(Pupil pupil) =>
        Dated("born", pupil.Born) ?? Dated("joined", pupil.Joined) ?? Dated("left", pupil.Left)
        ?? When(pupil.Joined < pupil.Born, "joined", "is before the pupil was born")
        ?? When(pupil.Left < pupil.Joined, "left", "is before the pupil joined")
        ?? Between("yearGroup", pupil.YearGroup, YoungestYear, OldestYear)
        ?? Id("household", pupil.Household)
        ?? pupil.Statuses.Select((status, index) => InOrder($"statuses[{index}].to", status.From, status.To)).FirstOrDefault(trouble => trouble is not null);
}
