using System.Globalization;
using System.Text.Json;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>Writes Wonde's JSON: dates as PHP objects, ids as letters and digits, every field present or null.</summary>
internal sealed class WondeWriter(Utf8JsonWriter json, StandInFaults faults)
{
    private int _dates;

    public Utf8JsonWriter Json { get; } = json;

    public StandInFaults Faults { get; } = faults;

    public static string Id(UpstreamSchool school, int kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"A{(((long)school.IdSpace * 10) + kind) * 100_000_000L + number}");

    public void Text(string name, string? value) => Json.WriteString(name, value);

    public void Null(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Json.WriteNull(name);
    }

    public void Flag(string name, bool? value)
    {
        if (value is { } known && !Faults.NulledFields.Contains(name))
            Json.WriteBoolean(name, known);
        else
            Json.WriteNull(name);
    }

    /// <summary>An instant of the server's own clock, in UTC.</summary>
    public void Instant(string name, DateTimeOffset? value)
    {
        if (value is { } instant)
            Write(name, (instant + Faults.ClockSkew).UtcDateTime, TimeSpan.Zero, "UTC", "UTC");
        else
            Json.WriteNull(name);
    }

    /// <summary>A date, or a wall time, of London.</summary>
    public void Day(string name, DateOnly? value, TimeOnly time = default)
    {
        if (value is not { } date)
        {
            Json.WriteNull(name);
            return;
        }

        var wall = date.ToDateTime(time);
        var offset = London.Zone.GetUtcOffset(wall);
        Write(name, wall, offset, "Europe/London", offset == TimeSpan.Zero ? "GMT" : "BST");
    }

    public void Stamps(DateTimeOffset created, DateTimeOffset updated)
    {
        Instant("created_at", created);
        Instant("updated_at", updated);
        if (Faults.AddsUnknownFields)
            Text("a_field_of_next_year", "unannounced");
    }

    private void Write(string name, DateTime wall, TimeSpan offset, string zone, string abbreviation)
    {
        var shape = Faults.Dates == DateShape.Mixed ? (DateShape)(_dates++ % (int)DateShape.Mixed) : Faults.Dates;
        Span<char> text = stackalloc char[32];
        if (shape == DateShape.PlainText)
        {
            wall.TryFormat(text, out var plain, wall.TimeOfDay == TimeSpan.Zero && zone != "UTC" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            Json.WriteString(name, text[..plain]);
            return;
        }

        wall.TryFormat(text, out var length, shape == DateShape.NoFraction ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        Json.WriteStartObject(name);
        Json.WriteString("date", text[..length]);
        Json.WriteNumber("timezone_type", shape switch { DateShape.OffsetZone => 1, DateShape.AbbreviatedZone => 2, _ => 3 });
        Json.WriteString("timezone", shape switch
        {
            DateShape.OffsetZone => string.Create(CultureInfo.InvariantCulture, $"+{offset:hh\\:mm}"),
            DateShape.AbbreviatedZone => abbreviation,
            _ => zone,
        });
        Json.WriteEndObject();
    }
}
