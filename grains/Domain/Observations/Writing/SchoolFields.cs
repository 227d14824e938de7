using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class SchoolFields
{
    public static void Write(Utf8JsonWriter json, Observation observation)
    {
        switch (observation)
        {
            case SchoolRecord school: Write(json, school); break;
            case Survey survey: Write(json, survey); break;
            case Training training: Write(json, training); break;
            case BoardReport report: Write(json, report); break;
            case Withdrawn withdrawn: Write(json, withdrawn); break;
            case ClockTick clock: json.WriteString("at"u8, clock.At); break;
            case FeedReport feed: Write(json, feed); break;
            case IdentityDecision decision: Write(json, decision); break;
        }
    }

    private static void Write(Utf8JsonWriter json, SchoolRecord school)
    {
        json.WriteString("name"u8, school.Name);
        json.WriteText("trust"u8, school.Trust?.Value);
        json.WriteText("phase"u8, school.Phase);
        json.WriteList("peers"u8, school.Peers, static (json, peer) => json.WriteStringValue(peer.Value));
    }

    private static void Write(Utf8JsonWriter json, Survey survey)
    {
        json.WriteString("term"u8, survey.Term);
        json.WriteString("audience"u8, survey.Audience);
        json.WriteNumber("invited"u8, survey.Invited);
        json.WriteNumber("answered"u8, survey.Answered);
        json.WriteNumber("experienced"u8, survey.Experienced);
        json.WriteNumber("toldAdult"u8, survey.ToldAdult);
    }

    private static void Write(Utf8JsonWriter json, Training training)
    {
        json.WriteString("person"u8, training.Person);
        json.WriteString("group"u8, training.Group);
        json.WriteDate("appointedOn"u8, training.AppointedOn);
        json.WriteDate("inductionOn"u8, training.InductionOn);
        json.WriteDate("lastOn"u8, training.LastOn);
    }

    private static void Write(Utf8JsonWriter json, BoardReport report)
    {
        json.WriteString("id"u8, report.Id);
        json.WriteString("kind"u8, report.Kind);
        json.WriteDate("on"u8, report.On);
        json.WriteDate("from"u8, report.From);
        json.WriteDate("to"u8, report.To);
    }

    private static void Write(Utf8JsonWriter json, Withdrawn withdrawn)
    {
        json.WriteString("of"u8, withdrawn.Of);
        foreach (var (name, value) in NaturalKey.Split(withdrawn.Of, withdrawn.OfKey)) json.WriteString(name, value);
        json.WriteString("at"u8, withdrawn.At);
        json.WriteString("reason"u8, withdrawn.Reason);
    }

    private static void Write(Utf8JsonWriter json, IdentityDecision decision)
    {
        json.WriteString("student"u8, decision.Student.Value);
        json.WriteString("other"u8, decision.Other.Value);
        json.WriteString("verdict"u8, Words.Lower(decision.Verdict));
        json.WriteString("by"u8, decision.By);
    }

    private static void Write(Utf8JsonWriter json, FeedReport feed)
    {
        json.WriteString("feed"u8, feed.Feed);
        json.WriteString("lastCompleteAt"u8, feed.LastCompleteAt);
    }
}
