using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// Year-group overrides are <c>[{"yearGroup":11,"closed":[dates],"open":[dates]}]</c>, or the same as an object by year group,
/// <c>{"11":{"closed":[…],"open":[…]}}</c>.
/// </summary>
internal static class CalendarLines
{
    public static Calendar Calendar(Fields line, LineHead head)
    {
        var (morning, afternoon) = Closing(line);
        return new()
        {
            School = head.School,
            RecordedAt = head.RecordedAt,
            ReceivedAt = head.ReceivedAt,
            From = line.Date("from"),
            To = line.Date("to"),
            Closed = line.Dates("closed"),
            Inset = line.Dates("inset"),
            Terms = line.Objects("terms", term => new Term(term.Text("name"), term.Date("from"), term.Date("to"))),
            YearGroups = YearGroups(line),
            MorningCloses = morning ?? new TimeOnly(9, 20),
            AfternoonCloses = afternoon ?? new TimeOnly(13, 30),
        };
    }

    private static (TimeOnly? Morning, TimeOnly? Afternoon) Closing(Fields line) =>
        line.Take("registerCloses") is not { } closing ? (null, null)
        : line.Inside<(TimeOnly?, TimeOnly?)>("registerCloses", closing, times => (Time(times, "AM"), Time(times, "PM")));

    private static TimeOnly? Time(Fields times, string session) =>
        times.Take(session) is { } value ? times.ClockOf(session, value) : null;

    private static ImmutableArray<YearGroupCalendar> YearGroups(Fields line)
    {
        if (line.Peek("yearGroups") is not { ValueKind: JsonValueKind.Object } byYear)
            return line.Objects("yearGroups", entry => Days(entry, entry.Whole("yearGroup")));

        line.Take("yearGroups");
        return [.. byYear.EnumerateObject().Select(entry => line.Inside($"yearGroups.{YearText(entry.Name)}", entry.Value, days => Days(days, Year(line, entry.Name)))!)];
    }

    private static YearGroupCalendar Days(Fields entry, int yearGroup) => new(yearGroup, entry.Dates("closed"), entry.Dates("open"));

    private static int Year(Fields line, string name)
    {
        if (int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var year)) return year;
        line.Reject("yearGroups", "has a key that is not a year group");
        return 0;
    }

    // A reason or a place repeats only what is known to be harmless.
    private static string YearText(string name) => int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var year) ? $"{year}" : "?";
}
