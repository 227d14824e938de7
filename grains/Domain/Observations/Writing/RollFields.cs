using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class RollFields
{
    public static void Write(Utf8JsonWriter json, Observation observation)
    {
        switch (observation)
        {
            case Pupil pupil: Write(json, pupil); break;
            case Assessment assessment: Write(json, assessment); break;
            case Plan plan: Write(json, plan); break;
            case Departure departure: Write(json, departure); break;
        }
    }

    private static void Write(Utf8JsonWriter json, Pupil pupil)
    {
        json.WriteDate("born"u8, pupil.Born);
        json.WriteWhole("yearGroup"u8, pupil.YearGroup);
        json.WriteText("registration"u8, pupil.Registration);
        json.WriteDate("joined"u8, pupil.Joined);
        json.WriteDate("left"u8, pupil.Left);
        json.WriteTruth("compulsoryAge"u8, pupil.CompulsoryAge);
        json.WriteText("household"u8, pupil.Household);
        json.WriteObjects("statuses"u8, pupil.Statuses, static (json, status) =>
        {
            json.WriteString("kind"u8, status.Kind.ToString());
            json.WriteDate("from"u8, status.From);
            json.WriteDate("to"u8, status.To);
        });
        json.WriteText("upn"u8, pupil.Upn);
        json.WriteText("initials"u8, pupil.Initials);
        json.WriteText("fullName"u8, pupil.FullName);
    }

    private static void Write(Utf8JsonWriter json, Assessment assessment)
    {
        json.WriteString("id"u8, assessment.Id);
        json.WriteDate("on"u8, assessment.On);
        json.WriteString("subject"u8, assessment.Subject);
        json.WriteString("measure"u8, assessment.Measure);
        json.WriteString("value"u8, assessment.Value);
        json.WriteString("band"u8, assessment.Band);
    }

    private static void Write(Utf8JsonWriter json, Plan plan)
    {
        json.WriteString("id"u8, plan.Id);
        json.WriteString("kind"u8, plan.Kind);
        json.WriteDate("from"u8, plan.From);
        json.WriteDate("to"u8, plan.To);
        json.WriteDate("reviewedOn"u8, plan.ReviewedOn);
    }

    private static void Write(Utf8JsonWriter json, Departure departure)
    {
        json.WriteString("id"u8, departure.Id);
        json.WriteString("kind"u8, departure.Kind);
        json.WriteDate("noticedOn"u8, departure.NoticedOn);
        json.WriteDate("decidedOn"u8, departure.DecidedOn);
    }
}
