using System.Globalization;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

internal static class CalendarFields
{
    public static void Write(Utf8JsonWriter json, Calendar calendar)
    {
        json.WriteDate("from"u8, calendar.From);
        json.WriteDate("to"u8, calendar.To);
        json.WriteDates("closed"u8, calendar.Closed);
        json.WriteDates("inset"u8, calendar.Inset);
        json.WriteObjects("terms"u8, calendar.Terms, static (json, term) =>
        {
            json.WriteString("name"u8, term.Name);
            json.WriteDate("from"u8, term.From);
            json.WriteDate("to"u8, term.To);
        });
        json.WriteObjects("yearGroups"u8, calendar.YearGroups, static (json, own) =>
        {
            json.WriteNumber("yearGroup"u8, own.YearGroup);
            json.WriteDates("closed"u8, own.Closed);
            json.WriteDates("open"u8, own.Open);
        });
        json.WriteStartObject("registerCloses"u8);
        json.WriteString("AM"u8, calendar.MorningCloses.ToString("HH:mm", CultureInfo.InvariantCulture));
        json.WriteString("PM"u8, calendar.AfternoonCloses.ToString("HH:mm", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
