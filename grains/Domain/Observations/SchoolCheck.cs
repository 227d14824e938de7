using static RiskMonitor.Domain.Observations.ObservationCheck;

namespace RiskMonitor.Domain.Observations;

internal static class SchoolCheck
{
    private const int MostPeople = 1_000_000;

    public static Implausible? Of(Observation observation) => observation switch
    {
        Calendar calendar => Check(calendar),
        Survey survey => Check(survey),
        Training training => Key("person", training.Person) ?? OneOf("group", training.Group, Words.Groups)
            ?? Dated("appointedOn", training.AppointedOn) ?? Dated("inductionOn", training.InductionOn) ?? Dated("lastOn", training.LastOn),
        BoardReport report => Check(report),
        FeedReport feed => NotLater(feed, "lastCompleteAt", feed.LastCompleteAt),
        _ => null,
    };

    private static Implausible? Check(Calendar calendar) =>
        InOrder("to", calendar.From, calendar.To)
        ?? calendar.Terms.Select((term, index) => InOrder($"terms[{index}].to", term.From, term.To)).FirstOrDefault(trouble => trouble is not null)
        ?? When(calendar.AfternoonCloses <= calendar.MorningCloses, "registerCloses", "has the afternoon close before the morning")
        ?? When(calendar.YearGroups.DistinctBy(own => own.YearGroup).Count() < calendar.YearGroups.Length, "yearGroups", "has one year group twice");

    private static Implausible? Check(Survey survey) =>
        Key("term", survey.Term) ?? OneOf("audience", survey.Audience, Words.Audiences)
        ?? Between("invited", survey.Invited, 0, MostPeople)
        ?? Between("answered", survey.Answered, 0, survey.Invited)
        ?? Between("experienced", survey.Experienced, 0, survey.Answered)
        ?? Between("toldAdult", survey.ToldAdult, 0, survey.Experienced);

    private static Implausible? Check(BoardReport report) =>
        Id("id", report.Id) ?? OneOf("kind", report.Kind, Words.Reports) ?? Dated("on", report.On)
        ?? When(report is { Kind: "board-safeguarding", On: null }, "on", "is missing")
        ?? (report.Kind != "link-governor" ? null : report.From is { } from ? InOrder("to", from, report.To) : new("from", "is missing"));
}
