using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class FiguresFields
{
    public static void Write(Utf8JsonWriter json, SchoolFigures figures)
    {
        json.WriteString("of"u8, figures.Of.Value);
        json.WriteString("name"u8, figures.Name);
        json.WriteNumber("roll"u8, figures.Roll);
        if (figures.Calendar is { } calendar)
        {
            json.WriteStartObject("calendar"u8);
            CalendarFields.Write(json, calendar);
            json.WriteEndObject();
        }

        json.WriteDates("childOnChild"u8, figures.ChildOnChildOn);
        json.WriteObjects("spikes"u8, figures.Spikes, static (json, spike) =>
        {
            json.WriteString("category"u8, spike.Category);
            json.WriteDate("raisedOn"u8, spike.RaisedOn);
        });
        json.WriteObjects("measures"u8, figures.Measures, static (json, measure) =>
        {
            json.WriteString("name"u8, measure.Name);
            json.WriteDates("since"u8, measure.Since);
        });
        json.WriteObjects("children"u8, figures.Children, Write);
        if (figures.IsGone) json.WriteBoolean("gone"u8, true);
    }

    private static void Write(Utf8JsonWriter json, ChildAtSchool child)
    {
        json.WriteString("key"u8, child.Key);
        json.WriteString("student"u8, child.Student.Value);
        json.WriteDate("joined"u8, child.Joined);
        json.WriteDate("left"u8, child.Left);
        json.WriteDate("flaggedFrom"u8, child.FlaggedFrom);
        json.WriteDate("flaggedTo"u8, child.FlaggedTo);
    }
}
